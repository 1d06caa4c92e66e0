import { z } from 'zod';
import {
  type ArtifactPair,
  anyData,
  cell,
  type Difference,
  defineCheck,
  emptyIsValid,
  inconclusive,
  isWithin,
  judge,
  message,
  outputOption,
  pairArtifacts,
  parseDecimal,
  shareOf,
} from '../src/check.ts';

const tolerance = z.union([
  z.strictObject({
    relative: z
      .string()
      .regex(/^\d+(\.\d+)?$/, 'expected a decimal number as text, such as "0.05"')
      .describe('Share of the size of legacy, as decimal text ("0.05" is 5 %)'),
  }),
  z.strictObject({ absolute: z.int().nonnegative().describe('Bytes') }),
]);

type Tolerance = z.output<typeof tolerance>;

/** The files of both sides have the same size, within the tolerance. */
export const size = defineCheck({
  apiVersion: 1,
  id: 'size',
  title: message('size', 'the files of both sides have the same size'),
  scope: 'content',
  traitOnly: true,
  options: z.strictObject({
    output: outputOption,
    tolerance: tolerance
      .default({ absolute: 0 })
      .describe('How far sizes may lie apart; a file without any bytes on one side only is never tolerated'),
  }),
  async check(pair, { output, tolerance: bound }, x) {
    const matched = pairArtifacts(pair, output);
    if (matched.kind === 'incomparable') return inconclusive(matched.reason);
    const { pairs } = matched;
    const differing = pairs.filter((one) => !tolerable(one, bound));
    const differences = [...matched.differences, ...differing.map((one) => difference(output, one))];
    const figures = {
      files: pairs.length,
      equal: pairs.length - differing.length,
      'legacy.bytes': pairs.reduce((sum, { legacy }) => sum + legacy.size, 0),
      'candidate.bytes': pairs.reduce((sum, { candidate }) => sum + candidate.size, 0),
    };
    const files = pairs.flatMap(({ legacy, candidate }) => [legacy, candidate]);
    if (differences.length === 0 && !emptyIsValid(pair, output) && !(await anyData(files, pair, output, x.signal)))
      return inconclusive(message('size.empty', 'no data on either side: nothing was compared'), { figures });
    const summary = message('size.summary', '{equal} of {files} files have the same size, within the tolerance', figures);
    return judge(x, { output, differences, figures, summary: () => summary });
  },
});

function tolerable({ legacy, candidate }: ArtifactPair, bound: Tolerance): boolean {
  if (legacy.size === candidate.size) return true;
  if (legacy.size === 0 || candidate.size === 0) return false;
  if ('absolute' in bound) return Math.abs(legacy.size - candidate.size) <= bound.absolute;
  const [mine, theirs, share] = [parseDecimal(String(legacy.size)), parseDecimal(String(candidate.size)), parseDecimal(bound.relative)];
  return mine !== undefined && theirs !== undefined && share !== undefined && isWithin(mine, theirs, shareOf(mine, share));
}

function difference(output: string, { name, legacy, candidate }: ArtifactPair): Difference {
  return {
    kind: 'value',
    output,
    legacy: cell(String(legacy.size)),
    candidate: cell(String(candidate.size)),
    message: message('size.differs', '{name}: {legacy} bytes in legacy, {candidate} in candidate', {
      name,
      legacy: legacy.size,
      candidate: candidate.size,
    }),
  };
}
