/**
 * A check to copy. 1. Copy this file and its test, and give both your check's id as name. 2. Write the rule. 3. Add the check to `registry.ts`.
 * In a workspace of your own, import from `twinrun/check` instead, put the file into `checks/`, and skip step 3.
 */
import { z } from 'zod';
import { cell, type Difference, defineCheck, inconclusive, judge, message, pairArtifacts } from '../src/check.ts';

/** The files of both sides have the same size, give or take. */
export const template = defineCheck({
  apiVersion: 1,
  // The key under `checks:` in a scenario.
  id: 'file-size',
  title: message('file-size', 'both files have about the same size'),
  // `outcome` checks always count; `content` checks are inconclusive when the sides are not comparable.
  scope: 'content',
  // Validated before the check runs. An `output` is compared with the scenario's outputs.
  options: z.strictObject({ output: z.string().min(1), tolerance: z.int().nonnegative().default(0) }),
  async check(pair, { output, tolerance }, x) {
    // Missing evidence is never a pass: say why and be inconclusive.
    const matched = pairArtifacts(pair, output);
    if (matched.kind === 'incomparable') return inconclusive(matched.reason);
    // Nothing compared is never a pass either.
    const empty = matched.pairs.every(({ legacy, candidate }) => legacy.size === 0 && candidate.size === 0);
    if (empty && matched.differences.length === 0 && pair.outputs[output]?.empty !== 'valid')
      return inconclusive(message('file-size.empty', 'no data on either side'));
    const differing = matched.pairs.filter(({ legacy, candidate }) => Math.abs(legacy.size - candidate.size) > tolerance);
    const differences: Difference[] = differing.map(({ name, legacy, candidate }) => ({
      kind: 'value',
      output,
      legacy: cell(String(legacy.size)),
      candidate: cell(String(candidate.size)),
      message: message('file-size.differs', '{name}: {legacy} bytes against {candidate}', { name, legacy: legacy.size, candidate: candidate.size }),
    }));
    // `judge` applies the scenario's allowances: red when a difference is left, inconclusive when there is a finding, else a pass.
    return judge(x, {
      output,
      differences: [...matched.differences, ...differences],
      figures: { files: matched.pairs.length },
      summary: (open) => message('file-size.summary', '{open} of {files} files differ in size', { open, files: matched.pairs.length }),
    });
  },
});
