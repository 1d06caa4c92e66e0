import { message } from '../../../model/message.ts';
import type { TableHypothesis } from '../hypothesis.ts';
import { traitOf } from './trait.ts';

/** One file begins with a byte order mark, the other does not. */
export const bom: TableHypothesis = {
  id: 'bom',
  explain: async ({ comparison }) => {
    const trait = traitOf(comparison, 'bom');
    if (trait === undefined) return [];
    const side = trait.candidate === 'yes' ? 'candidate' : 'legacy';
    const { accounts } = trait;
    return [{ parameters: { side }, strength: 'reproduces', accounts, cause: message('explain.bom.cause', CAUSE, { side }), fix: FIX[side] }];
  },
};

const CAUSE =
  'only the file of {side} begins with a byte order mark (EF BB BF): its writer uses an encoding that adds one (utf-8-sig, PowerShell, an export meant for Excel)';

const FIX = {
  candidate: message(
    'explain.bom.fix.candidate',
    "Write plain UTF-8 (in Python encoding='utf-8', not 'utf-8-sig'), or take the mark off before the upload: sed -i '1s/^\\xEF\\xBB\\xBF//' <file>.",
  ),
  legacy: message(
    'explain.bom.fix.legacy',
    "If the receiver needs the mark (Excel does), write it first in the container's script: printf '\\357\\273\\277' > <file>, then append; else accept that it is gone.",
  ),
};
