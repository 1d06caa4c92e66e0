/** An object as a listing tells it. */
export interface ListedObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly etag: string;
}

/** A small object that was read whole. */
export interface ReadObject {
  readonly data: Buffer;
  readonly etag: string;
}

/** One version of an object, or its removal. */
export interface ObjectVersion {
  readonly key: string;
  readonly version: string;
  /** By the clock of the store, ISO 8601. */
  readonly writtenAt: string;
  readonly removal: boolean;
}

/** A file that goes into the object store, as it was sealed. */
export interface SentFile {
  /** Absolute path. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/**
 * What a store needs of object storage: whole objects, strongly consistent, with conditional writes. Keys are complete (no bucket).
 * Everything throws TwinrunError: `store.no-bucket` (misuse), `store.refused`, `store.unreachable` (fault).
 */
export interface ObjectStore {
  /** For people: `s3://bucket`. */
  readonly address: string;
  /** Writes only where nothing is. `exists` may also mean that an earlier try of this very write had its effect and lost its answer. With `lockUntil` nobody can
   * remove it before (Object Lock, mode COMPLIANCE). */
  putIfAbsent(key: string, text: string, lockUntil?: Date): Promise<'written' | 'exists'>;
  /** Replaces only what is known by its entity tag; `changed` where that is gone, or an earlier try of this write had its effect. */
  putIfMatch(key: string, text: string, etag: string): Promise<'written' | 'changed'>;
  /** Writes or replaces. */
  put(key: string, text: string): Promise<void>;
  /** Writes a file of any size; what arrives is checked against its sha256. Throws `evidence.damaged` when the file is not what it was said to be. */
  sendFile(key: string, sent: SentFile): Promise<void>;
  /** Whether an object of this size was written from a file of this sha256. */
  holds(key: string, expected: Pick<SentFile, 'size' | 'sha256'>): Promise<boolean>;
  /** Undefined where nothing is. For small objects. */
  get(key: string): Promise<ReadObject | undefined>;
  /** Streams an object of any size into a new file of mode 0600. Throws `store.vanished` where nothing is. */
  receiveFile(key: string, file: string): Promise<void>;
  /** All objects below a prefix, in the order of their keys. */
  list(prefix: string): Promise<readonly ListedObject[]>;
  /** Names of what lies directly below a prefix that ends with `/`, as folders would. */
  folders(prefix: string): Promise<readonly string[]>;
  /** Every version below a prefix, also of what was removed or replaced, in the order of keys. */
  versions(prefix: string): Promise<readonly ObjectVersion[]>;
  /** Until when nobody can remove this version, ISO 8601; undefined where anybody may who has the right. */
  lockedUntil(version: ObjectVersion): Promise<string | undefined>;
  /** What is not there is removed as well. */
  remove(key: string): Promise<void>;
}
