import type { EvidenceFile } from '../../model/evidence.ts';
import { fileChunks } from './file-chunks.ts';

/** A configuration is no data: more than this is something else. Bytes. */
const LARGEST = 1 << 20;

/** The text of a small file (UTF-8); undefined when it is larger than 1 MiB or no UTF-8. Throws `csv.unreadable`, `compare.cancelled`. */
export async function readSmallFile({ file, path, size }: EvidenceFile, signal: AbortSignal): Promise<string | undefined> {
  if (size > LARGEST) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of fileChunks({ file, name: path }, signal)) chunks.push(chunk);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    return undefined;
  }
}
