import type { ErrorData } from './error.ts';
import type { Side, TakeId } from './side.ts';

/** One collected output on disk. Immutable. */
export interface Artifact {
  readonly output: string;
  readonly side: Side;
  readonly take: TakeId;
  /** Relative to the run folder, with `/`. */
  readonly path: string;
  /** The name it had at its source, without folders. */
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  /** Where it came from: `sftp://batch/backup/clients.csv`, `s3://bucket/key`. */
  readonly source: string;
  /**
   * When the source says it was last written (ISO 8601, UTC), by our clock where the difference to its host's is known; absent if the source does not say.
   */
  readonly writtenAt?: string;
  /**
   * What was compared with the source after the transfer, beside the size: its own sha256, another checksum of the whole that it keeps,
   * or, where it offers neither, the sha256 of a second reading.
   */
  readonly verified: 'sha256' | 'checksum' | 'second-reading';
}

/** An output that could not be brought home, and why. It makes content checks inconclusive. */
export interface Missing {
  readonly output: string;
  readonly side: Side;
  readonly take: TakeId;
  readonly error: ErrorData;
}
