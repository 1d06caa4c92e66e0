import type { Algorithm, Checksum } from '../checksums/checksum.ts';
import type { Description } from './object-record.ts';

/** One part of a multipart upload, complete on disk. */
export interface Part {
  readonly number: number;
  /** File name among the bucket's bodies. */
  readonly body: string;
  readonly size: number;
  /** MD5 in hex. */
  readonly etag: string;
  /** Base64, of the upload's algorithm. */
  readonly checksum: string;
  readonly lastModified: string;
}

/** A multipart upload under way. Kept in memory only: an upload does not outlive the sandbox. */
export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly initiatedAt: string;
  readonly description: Description;
  readonly algorithm: Algorithm;
  readonly type: Checksum['type'];
  /** Whether the client named the algorithm; else S3 adds a checksum by itself. */
  readonly declared: boolean;
  readonly parts: Map<number, Part>;
}
