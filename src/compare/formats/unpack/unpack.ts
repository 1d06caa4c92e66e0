import { fileChunks } from '../../csv/file-chunks.ts';
import { gzip } from './gzip.ts';
import type { Unpacked, Unpacker, UnpackLimits } from './unpacked.ts';
import { zip } from './zip.ts';

/** Every kind of compression. A new one is one line here. */
const UNPACKERS: readonly Unpacker[] = [gzip, zip];

/** Opens a file by what it begins with, never by its name. Throws a `SourceProblem` where it is an archive that cannot be used. */
export async function unpack(file: { readonly file: string; readonly name?: string }, limits: UnpackLimits, signal?: AbortSignal): Promise<Unpacked> {
  const head = await headOf(file, signal);
  const unpacker = UNPACKERS.find(({ magics }) => magics.some((magic) => head.subarray(0, magic.length).equals(magic)));
  if (unpacker !== undefined) return unpacker.unpack(file, limits, signal);
  return { compression: 'none', chunks: () => fileChunks(file, signal) };
}

async function headOf(file: { readonly file: string; readonly name?: string }, signal?: AbortSignal): Promise<Buffer> {
  for await (const chunk of fileChunks(file, signal)) return chunk.subarray(0, 4);
  return Buffer.alloc(0);
}
