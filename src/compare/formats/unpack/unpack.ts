import { fileChunks } from '../../csv/file-chunks.ts';
import type { Unpacked, Unpacker, UnpackLimits } from './unpacked.ts';

/** Every kind of compression, by what its files begin with. A new one is one line here. */
const UNPACKERS: readonly { readonly magics: readonly string[]; readonly load: () => Promise<Unpacker> }[] = [
  { magics: ['\x1f\x8b'], load: async () => (await import('./gzip.ts')).unpackGzip },
  { magics: ['PK\x03\x04', 'PK\x05\x06'], load: async () => (await import('./zip.ts')).unpackZip },
];

/** Opens a file by what it begins with, never by its name. Throws a `SourceProblem` where it is an archive that cannot be used. */
export async function unpack(file: { readonly file: string; readonly name?: string }, limits: UnpackLimits, signal?: AbortSignal): Promise<Unpacked> {
  const head = await headOf(file, signal);
  const unpacker = UNPACKERS.find(({ magics }) => magics.some((magic) => head.startsWith(magic)));
  if (unpacker !== undefined) return await (await unpacker.load())(file, limits, signal);
  return { compression: 'none', chunks: () => fileChunks(file, signal) };
}

async function headOf(file: { readonly file: string; readonly name?: string }, signal?: AbortSignal): Promise<string> {
  for await (const chunk of fileChunks(file, signal)) return chunk.toString('latin1', 0, 4);
  return '';
}
