/** A file's content, out of its archive if it is in one. */
export interface Unpacked {
  readonly compression: 'none' | 'gzip' | 'zip';
  /** The name that the content has in the archive: a label, never a path. */
  readonly member?: string;
  /** The bytes from the start; may be asked for more than once. Throws a `SourceProblem` where the archive is damaged or over its bounds. */
  readonly chunks: () => AsyncIterable<Buffer>;
}

/** What an archive may unpack to. */
export interface UnpackLimits {
  readonly maxMiB: number;
  readonly maxRatio: number;
}

/** What holds where nothing is said. */
export const UNPACK_LIMITS: UnpackLimits = { maxMiB: 1 << 16, maxRatio: 200 };

/** Opens files of one kind of compression. Throws a `SourceProblem` where the archive cannot be used. */
export type Unpacker = (file: { readonly file: string; readonly name?: string }, limits: UnpackLimits, signal?: AbortSignal) => Promise<Unpacked>;
