import { z } from 'zod';
import { anyData, cell, defineCheck, emptyIsValid, inconclusive, judge, message, outputOption, pairArtifacts } from '../src/check.ts';

/** The files of both sides are the same, byte for byte. */
export const checksum = defineCheck({
  apiVersion: 1,
  id: 'checksum',
  title: message('checksum', 'both sides have the same bytes'),
  scope: 'content',
  options: z.strictObject({ output: outputOption }),
  async check(pair, { output }, x) {
    const matched = pairArtifacts(pair, output);
    if (matched.kind === 'incomparable') return inconclusive(matched.reason);
    const differing = matched.pairs.filter(({ legacy, candidate }) => legacy.sha256 !== candidate.sha256);
    const differences = [
      ...matched.differences,
      ...differing.map(({ name, legacy, candidate }) => ({
        kind: 'value' as const,
        output,
        legacy: cell(legacy.sha256),
        candidate: cell(candidate.sha256),
        message: message('checksum.differs', '{name}: {legacy} bytes in legacy, {candidate} in candidate', {
          name,
          legacy: legacy.size,
          candidate: candidate.size,
        }),
      })),
    ];
    const figures = { files: matched.pairs.length, equal: matched.pairs.length - differing.length };
    const files = matched.pairs.map(({ legacy }) => legacy);
    if (differences.length === 0 && !emptyIsValid(pair, output) && !(await anyData(files, pair, output, x.signal))) {
      return inconclusive(message('checksum.empty', 'no data on either side: nothing was compared'), { figures });
    }
    const summary = message('checksum.summary', '{equal} of {files} files have the same sha256 on both sides', figures);
    return judge(x, { output, differences, figures, summary: () => summary });
  },
});
