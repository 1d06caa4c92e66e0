import { createHash } from 'node:crypto';
import { type Message, message } from '../../../model/message.ts';
import { SIDES, type Side } from '../../../model/side.ts';
import type { TableExplanation, TableHypothesis, TableInput } from '../hypothesis.ts';
import { otherSide } from './other-side.ts';

/** A side's file is, byte by byte, one of the previous run, while the other side's is new. Needs the previous run's digests. */
export const stale: TableHypothesis = {
  id: 'stale',
  explain: async (input) => {
    const { sides } = input.facts;
    const known = SIDES.some((side) => sides[side].previousSha256 !== undefined);
    if (!known || input.comparison.differences.total === 0) return [];
    const now = { legacy: await digestOf(input, 'legacy'), candidate: await digestOf(input, 'candidate') };
    const before = SIDES.map((side) => sides[side].previousSha256);
    const old = SIDES.filter((side) => before.includes(now[side]));
    const [side] = old;
    // Both as before: the source did not move, and a file that did not change either proves nothing.
    if (side === undefined || old.length === 2) return [];
    return [explained(side, now[side] === sides[side].previousSha256, now[side])];
  },
};

function explained(side: Side, own: boolean, sha256: string): TableExplanation {
  return {
    parameters: { side, of: own ? side : otherSide(side), sha256 },
    strength: 'reproduces',
    everything: true,
    accounts: () => true,
    cause: message(`explain.stale.cause.${own ? 'own' : 'other'}`, own ? OWN : OTHER, { side, other: otherSide(side) }),
    fix: FIX[side],
  };
}

const OWN =
  "the file of {side} is its file of the previous run, byte by byte: the run succeeded and did not replace it (written elsewhere, its failure in a pipe was not seen, or the collector fetched yesterday's name)";
const OTHER = 'the file of {side} is the file of {other} of the previous run, byte by byte: it was copied, or made from the data of the day before';

const FIX: Readonly<Record<Side, Message>> = {
  candidate: message(
    'explain.stale.fix.candidate',
    'Begin with a new file (rm -f <file>; set -euo pipefail), upload only what this run wrote, give the business date explicitly, and add the check freshness to the scenario.',
  ),
  legacy: message(
    'explain.stale.fix.legacy',
    "Look into the log of the legacy take: did the batch run, and into which file? Collect the file of that run's date; the check freshness tells.",
  ),
};

async function digestOf(input: TableInput, side: Side): Promise<string> {
  const known = input.facts.sides[side].sha256;
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  for await (const chunk of input.bytes(side)) hash.update(chunk);
  return hash.digest('hex');
}
