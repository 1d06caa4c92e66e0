import { valueAt } from '../path.ts';
import { list, mapping } from '../raw.ts';
import type { Rule } from './rule-input.ts';

/** Reports cite allowances by id: one id, one allowance. */
export const uniqueAllowances: Rule = ({ raw }) => {
  const ids = list(valueAt(raw, ['allowances'])).map((entry) => mapping(entry).id);
  return ids.flatMap((id, index) =>
    typeof id !== 'string' || ids.indexOf(id) === index
      ? []
      : [
          {
            code: 'scenario.duplicate-id',
            path: ['allowances', index, 'id'],
            message: `the id \`${id}\` is taken by allowance ${ids.indexOf(id) + 1}`,
            expected: 'an id of its own',
            received: id,
            fix: 'Give it another id.',
          },
        ],
  );
};
