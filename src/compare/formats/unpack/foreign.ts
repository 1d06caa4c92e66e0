import { SourceProblem } from '../source-problem.ts';

interface Foreign {
  readonly kind: string;
  /** By the letters of its bytes, and where they stand. */
  readonly magic: string;
  readonly at?: number;
}

/** Files that are no text, by what they begin with. As text their bytes would only be called invalid. */
const FOREIGN: readonly Foreign[] = [
  { kind: 'zstd', magic: '\x28\xb5\x2f\xfd' },
  { kind: 'xz', magic: '\xfd7zXZ\0' },
  // The digit of its block size differs, what follows is a fixed number.
  { kind: 'bzip2', magic: '1AY&SY', at: 4 },
  { kind: '7-Zip', magic: '7z\xbc\xaf\x27\x1c' },
  { kind: 'lz4', magic: '\x04\x22\x4d\x18' },
  { kind: 'compress', magic: '\x1f\x9d' },
  { kind: 'tar', magic: 'ustar', at: 257 },
  { kind: 'Parquet', magic: 'PAR1\x15' },
];

/** So many bytes from the beginning tell all of them apart. */
export const TELLING_BYTES = 262;

/** Throws a `SourceProblem` for what begins like a file that is no text and that nothing here unpacks. `head`: its first bytes, a letter each. */
export function refuseForeign(head: string): void {
  const found = FOREIGN.find(({ magic, at = 0 }) => head.startsWith(magic, at));
  if (found === undefined) return;
  throw new SourceProblem({
    id: 'archive.unsupported',
    text: 'the file is {kind} by its first bytes, which is not read as this format',
    values: { kind: found.kind },
    fix:
      found.kind === 'Parquet'
        ? 'Name the format `parquet`.'
        : 'Pack it with gzip or zip, or collect it unpacked; the check `checksum` compares bytes of any kind.',
  });
}
