import { z } from 'zod';
import {
  artifactsOf,
  cell,
  type Difference,
  defineCheck,
  inconclusive,
  judge,
  message,
  missingReason,
  type Observation,
  SIDES,
} from '../src/check.ts';

/** Clocks of file systems and of the machines differ, and some write whole seconds: this much before the start is still fresh. Milliseconds. */
const BEFORE = 2_000;
/** A store may settle a write after the batch has ended. Milliseconds. */
const AFTER = 60_000;

/** Every artifact was written during its own take: no file of an earlier run that a "successful" run did not replace. */
export const freshness = defineCheck({
  apiVersion: 1,
  id: 'freshness',
  title: message('freshness', 'both outputs were written by their own take'),
  scope: 'outcome',
  options: z.strictObject({ output: z.string().min(1) }),
  async check(pair, { output }, x) {
    const differences: Difference[] = [];
    const undated: string[] = [];
    let files = 0;
    for (const side of SIDES) {
      const reason = missingReason(pair, side, output);
      if (reason !== undefined) return inconclusive(reason);
      for (const { name, writtenAt } of artifactsOf(pair, side, output)) {
        files += 1;
        const { observation } = pair[side];
        if (writtenAt === undefined || Number.isNaN(Date.parse(writtenAt))) undated.push(`${name} of ${side}`);
        else if (!within(observation, writtenAt)) {
          const values = { name, side, writtenAt, startedAt: observation.startedAt, finishedAt: observation.finishedAt };
          const text = '{name} of {side} was written at {writtenAt}, outside its take ({startedAt} to {finishedAt})';
          differences.push({ kind: 'value', output, [side]: cell(writtenAt), message: message('freshness.stale', text, values) });
        }
      }
    }
    const figures = { files, stale: differences.length, undated: undated.length };
    if (undated.length > 0 && differences.length === 0) {
      return inconclusive(message('freshness.undated', 'the source does not say when {names} was written', { names: undated.join(', ') }), {
        figures,
      });
    }
    const [first] = differences;
    const summary = first?.message ?? message('freshness.fresh', '{files} files, all written during their takes', figures);
    return judge(x, { output, differences, figures, summary: () => summary });
  },
});

function within(observation: Observation, writtenAt: string): boolean {
  const at = Date.parse(writtenAt);
  return at >= Date.parse(observation.startedAt) - BEFORE && at <= Date.parse(observation.finishedAt) + AFTER;
}
