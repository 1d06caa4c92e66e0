import { z } from 'zod';
import {
  artifactsOf,
  type CheckContext,
  type CheckResult,
  cell,
  type Difference,
  defineCheck,
  durationOption,
  inconclusive,
  judge,
  type Message,
  message,
  missingReason,
  type Observation,
  SIDES,
  type Side,
  type SideEvidence,
} from '../src/check.ts';

/** Clocks of file systems and of the machines differ, and some write whole seconds: this much before the start is still fresh. Milliseconds. */
const BEFORE = 2_000;
/** A store may settle a write after the batch has ended. Milliseconds. */
const AFTER = 60_000;

const options = z.strictObject({
  output: z.string().min(1).describe('The output whose files of both sides are dated'),
  maxAge: durationOption
    .exactOptional()
    .describe('How long before the end of its take a file may be written at most (250ms, 30s, 10m, 36h, 2d); without it, not before the take began'),
});

/**
 * Every artifact was written during its own take, or by `maxAge` at most so long before the take's end: no file of an earlier run that a "successful" run
 * did not replace.
 */
export const freshness = defineCheck({
  apiVersion: 1,
  id: 'freshness',
  title: message('freshness', 'both outputs were written by their own take'),
  scope: 'outcome',
  options,
  async check(pair, settings, x) {
    return judgeSides(
      SIDES.map((side) => ({ side, evidence: pair[side], reason: missingReason(pair, side, settings.output) })),
      settings,
      x,
    );
  },
  async alone(evidence, settings, x) {
    const reason = missingReason(evidence, 'candidate', settings.output);
    return judgeSides([{ side: 'candidate', evidence: evidence.candidate, reason }], settings, x);
  },
});

interface DatedSide {
  readonly side: Side;
  readonly evidence: SideEvidence;
  /** Why there is nothing to date. */
  readonly reason: Message | undefined;
}

function judgeSides(sides: readonly DatedSide[], { output, maxAge }: z.output<typeof options>, x: CheckContext): CheckResult {
  const differences: Difference[] = [];
  const undated: string[] = [];
  let files = 0;
  for (const { side, evidence, reason } of sides) {
    if (reason !== undefined) return inconclusive(reason);
    const { observation } = evidence;
    for (const { name, writtenAt } of artifactsOf({ [side]: evidence } as Readonly<Record<Side, SideEvidence>>, side, output)) {
      files += 1;
      if (writtenAt === undefined || Number.isNaN(Date.parse(writtenAt))) undated.push(`${name} of ${side}`);
      else if (!within(observation, writtenAt, maxAge)) {
        const values = { name, side, writtenAt, startedAt: observation.startedAt, finishedAt: observation.finishedAt, age: seconds(maxAge) };
        const text =
          maxAge === undefined
            ? '{name} of {side} was written at {writtenAt}, outside its take ({startedAt} to {finishedAt})'
            : '{name} of {side} was written at {writtenAt}, more than {age} s before the end of its take or after it ({finishedAt})';
        differences.push({ kind: 'value', output, [side]: cell(writtenAt), message: message('freshness.stale', text, values) });
      }
    }
  }
  // Of a side that may never have run, an old file says nothing.
  const lost = sides.flatMap(({ side, evidence }) => (evidence.observation.outcome.kind === 'unknown' ? [side] : []));
  if (differences.length > 0 && differences.every((one) => lost.some((side) => one[side] !== undefined)))
    return inconclusive(
      message('freshness.unknown', 'how the {side} side ended is not known, nor then whether it should have written its file', {
        side: lost.join(' and '),
      }),
    );
  const figures = { files, stale: differences.length, undated: undated.length };
  if (undated.length > 0 && differences.length === 0) {
    return inconclusive(message('freshness.undated', 'the source does not say when {names} was written', { names: undated.join(', ') }), { figures });
  }
  const [first] = differences;
  const summary =
    first?.message ??
    message('freshness.fresh', maxAge === undefined ? '{files} files, all written during their takes' : '{files} files, all fresh enough', figures);
  return judge(x, { output, differences, figures, summary: () => summary });
}

function within({ startedAt, finishedAt }: Observation, writtenAt: string, maxAge: number | undefined): boolean {
  const at = Date.parse(writtenAt);
  const earliest = maxAge === undefined ? Date.parse(startedAt) : Date.parse(finishedAt) - maxAge;
  return at >= earliest - BEFORE && at <= Date.parse(finishedAt) + AFTER;
}

function seconds(ms: number | undefined): number {
  return Math.round((ms ?? 0) / 1000);
}
