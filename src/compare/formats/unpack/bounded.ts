import { SourceProblem } from '../source-problem.ts';
import type { UnpackLimits } from './unpacked.ts';

const MIB = 1 << 20;

/** Below this size the ratio says nothing: small files of one line over and over shrink a thousandfold. Bytes. */
const RATIO_FROM = 256 * MIB;

/** Passes bytes on until they exceed the bounds: an archive made to fill the disk must not. `packed`: size of the archive. */
export async function* bounded(chunks: AsyncIterable<Buffer>, packed: number, { maxMiB, maxRatio }: UnpackLimits): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxMiB * MIB) throw tooLarge('{limit} MiB', maxMiB, 'maxMiB');
    if (size > RATIO_FROM && size > packed * maxRatio) throw tooLarge('{limit} times its size', maxRatio, 'maxRatio');
    yield chunk;
  }
}

function tooLarge(bound: string, limit: number, setting: string): SourceProblem {
  return new SourceProblem({
    id: 'archive.too-large',
    text: `the archive unpacks to more than ${bound}; the rest was not read`,
    values: { limit },
    fix: `Look at what the archive holds. If it is right, raise \`unpack.${setting}\` in the output's format.`,
  });
}
