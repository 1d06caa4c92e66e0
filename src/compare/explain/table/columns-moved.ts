import { message } from '../../../model/message.ts';
import { longestIncreasing } from '../../order/longest-increasing.ts';
import type { TableHypothesis } from '../hypothesis.ts';
import { sqlName } from './sql-name.ts';
import { traitOf } from './trait.ts';

/** The same columns, in another order. */
export const columnsMoved: TableHypothesis = {
  id: 'columns-moved',
  explain: async ({ comparison, match }) => {
    const trait = traitOf(comparison, 'column-order');
    if (trait === undefined) return [];
    const inPlace = longestIncreasing(Uint32Array.from(match.common, ({ candidate }) => candidate));
    const moved = match.common
      .filter((_, place) => inPlace[place] === 0)
      .map(({ name }) => name)
      .join(', ');
    const columns = match.common.map(({ name }) => sqlName(name)).join(', ');
    const cause = message('explain.columns-moved.cause', CAUSE, { moved });
    const fix = message('explain.columns-moved.fix', 'Name the columns in the query, in the order of legacy: SELECT {columns} FROM …', { columns });
    return [{ parameters: { moved }, strength: 'reproduces', accounts: trait.accounts, cause, fix }];
  },
};

const CAUSE =
  'the columns are the same and stand in another order (out of place: {moved}): SELECT * gives the order of the table, which a rebuilt table or another writer does not keep';
