import { fileChunks } from '../../csv/file-chunks.ts';
import { SourceProblem } from '../source-problem.ts';
import { refuseForeign, TELLING_BYTES } from './foreign.ts';
import type { Unpacked, Unpacker, UnpackLimits } from './unpacked.ts';

/** Every kind of compression, by what its files begin with. A new one is one line here. */
const UNPACKERS: readonly { readonly magics: readonly string[]; readonly load: () => Promise<Unpacker> }[] = [
  { magics: ['\x1f\x8b'], load: async () => (await import('./gzip.ts')).unpackGzip },
  { magics: ['PK\x03\x04', 'PK\x05\x06'], load: async () => (await import('./zip.ts')).unpackZip },
];

/** Opens a file by what it begins with, never by its name. Throws a `SourceProblem` where it is an archive that cannot be used. */
export async function unpack(file: { readonly file: string; readonly name?: string }, limits: UnpackLimits, signal?: AbortSignal): Promise<Unpacked> {
  const unpacker = await unpackerFor(fileChunks(file, signal));
  if (unpacker === undefined) return { compression: 'none', chunks: () => fileChunks(file, signal) };
  const unpacked = await (await unpacker.load())(file, limits, signal);
  const nested = await unpackerFor(untilDamage(unpacked.chunks()));
  if (nested !== undefined) throw packedTwice(unpacked);
  return unpacked;
}

/** What is damaged shows again when it is read, after what can be read of it. */
async function* untilDamage(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (cause) {
    if (!(cause instanceof SourceProblem)) throw cause;
  }
}

async function unpackerFor(chunks: AsyncIterable<Buffer>): Promise<(typeof UNPACKERS)[number] | undefined> {
  const head = await headOf(chunks);
  refuseForeign(head);
  return UNPACKERS.find(({ magics }) => magics.some((magic) => head.startsWith(magic)));
}

async function headOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  let head = '';
  for await (const chunk of chunks) {
    head += chunk.toString('latin1', 0, TELLING_BYTES);
    if (head.length >= TELLING_BYTES) break;
  }
  return head;
}

function packedTwice({ compression }: Unpacked): SourceProblem {
  return new SourceProblem({
    id: 'archive.nested',
    text: 'the {compression} archive holds another archive: the file was packed twice; it was not read',
    values: { compression },
    fix: 'Pack it once; does a transfer or a bucket pack what is packed already?',
  });
}
