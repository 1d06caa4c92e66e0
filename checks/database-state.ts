import { z } from 'zod';
import { artifactsOf, defineCheck, type EvidencePair, inconclusive, LISTED, message, outputOption, type Values } from '../src/check.ts';
import { keyedRows } from './keyed-rows.ts';

const options = z.strictObject({
  output: outputOption.describe('The output that holds the state: the result of one query for each side, as CSV'),
  limit: z.int().min(1).max(100_000).default(LISTED).describe('Most differences to list; all are counted'),
});

/**
 * The state that each side left in a database is the same, row by row, NULL apart from the empty text. The figures say how the probes of the source stood
 * before and after. Two sides that were read from one place prove nothing.
 */
export const databaseState = defineCheck({
  apiVersion: 1,
  id: 'database-state',
  title: message('database-state', 'both sides leave the same state in the database'),
  scope: 'content',
  options,
  async check(pair, { output, limit }, x) {
    const [legacy, candidate] = [artifactsOf(pair, 'legacy', output), artifactsOf(pair, 'candidate', output)];
    const shared = legacy.find(({ source }) => candidate.some((other) => other.source === source));
    if (shared !== undefined)
      return inconclusive(
        message('database-state.one-place', 'both sides were read from {source}: it was compared with itself', { source: shared.source }),
      );
    const result = await keyedRows.check(pair, { output, limit, nullQuoting: 'distinct' }, x);
    return { ...result, figures: { ...result.figures, ...probeFigures(pair) } };
  },
});

/** `probe.<name>`: the figure where it stood still, or how it moved. */
function probeFigures(pair: EvidencePair): Values {
  const names = [...new Set(pair.probes.map(({ probe }) => probe))];
  return Object.fromEntries(
    names.map((name) => {
      const values = pair.probes.filter(({ probe }) => probe === name).map(({ value }) => value ?? 'not read');
      const moved = values.filter((value, at) => value !== values[at - 1]);
      return [`probe.${name}`, moved.join(' → ')];
    }),
  );
}
