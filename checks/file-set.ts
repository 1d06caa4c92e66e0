import { z } from 'zod';
import {
  artifactsOf,
  cell,
  type Difference,
  defineCheck,
  type Finding,
  inconclusive,
  judge,
  message,
  missingReason,
  outputOption,
  SIDES,
} from '../src/check.ts';

/** Both sides wrote files of the same names. What is in them is for other checks. */
export const fileSet = defineCheck({
  apiVersion: 1,
  id: 'file-set',
  title: message('file-set', 'both sides wrote files of the same names'),
  scope: 'content',
  traitOnly: true,
  options: z.strictObject({ output: outputOption }),
  async check(pair, { output }, x) {
    const findings: Finding[] = [];
    for (const side of SIDES) {
      const reason = missingReason(pair, side, output);
      if (reason !== undefined) return inconclusive(reason);
    }
    const names = { legacy: namesOf('legacy'), candidate: namesOf('candidate') };
    function namesOf(side: 'legacy' | 'candidate'): ReadonlySet<string> {
      const all = artifactsOf(pair, side, output).map(({ name }) => name);
      for (const name of new Set(all.filter((one, index) => all[index - 1] === one))) {
        findings.push({
          id: 'file-set.repeated',
          message: message('file-set.repeated', '{side} has several files named {name}', { side, name }),
          side,
          output,
          fix: message('file-set.repeated.fix', 'Collect each folder as an output of its own.'),
        });
      }
      return new Set(all);
    }
    const alone = (side: 'legacy' | 'candidate', other: ReadonlySet<string>): Difference[] =>
      [...names[side]]
        .filter((name) => !other.has(name))
        .map((name) => ({
          kind: 'value',
          output,
          [side]: cell(name),
          message: message('file-set.one-sided', 'only {side} has {name}', { side, name }),
        }));
    const differences = [...alone('legacy', names.candidate), ...alone('candidate', names.legacy)];
    const figures = { 'legacy.files': names.legacy.size, 'candidate.files': names.candidate.size };
    const values = { legacy: names.legacy.size, candidate: names.candidate.size };
    return judge(x, {
      output,
      differences,
      findings,
      figures,
      summary: (open) =>
        open === 0 && differences.length === 0
          ? message('file-set.equal', '{legacy} files of the same names on both sides', values)
          : message('file-set.differ', '{open} names differ; legacy has {legacy} files, candidate {candidate}', { ...values, open }),
    });
  },
});
