import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../../runtime/hash.ts';
import type { XmlElement } from '../xml/build-xml.ts';
import { assertConditions, type Conditions, type WriteClaim } from './conditions.ts';
import type { ObjectRecord } from './object-record.ts';
import { SortedKeys } from './sorted-keys.ts';
import type { Upload } from './upload.ts';

/** What is kept of a bucket; stored as `bucket.json`. */
export interface BucketRecord {
  readonly schema: 'twinrun.sandbox-bucket/1';
  readonly name: string;
  readonly createdAt: string;
  readonly lifecycle?: XmlElement;
}

/**
 * A bucket on disk: `bodies/` holds the bytes under random names, `objects/<sha256 of the key>.json` what is known of them. A key is never
 * used as a path. All records are in memory too, so that listing reads nothing.
 */
export class Bucket {
  readonly uploads = new Map<string, Upload>();
  readonly keys = new SortedKeys();
  readonly #folder: string;
  readonly #records = new Map<string, ObjectRecord>();
  readonly #claims = new Set<WriteClaim>();
  #record: BucketRecord;
  #writes: Promise<void> = Promise.resolve();

  private constructor(folder: string, record: BucketRecord) {
    this.#folder = folder;
    this.#record = record;
  }

  static async create(folder: string, record: BucketRecord): Promise<Bucket> {
    for (const part of ['bodies', 'objects']) await mkdir(join(folder, part), { recursive: true, mode: 0o700 });
    const bucket = new Bucket(folder, record);
    await bucket.#save(record);
    return bucket;
  }

  /** Opens a bucket that an earlier sandbox left, and removes bytes that no object refers to. */
  static async open(folder: string): Promise<Bucket> {
    const bucket = new Bucket(folder, JSON.parse(await readFile(join(folder, 'bucket.json'), 'utf8')) as BucketRecord);
    for (const file of await readdir(join(folder, 'objects'))) {
      if (!file.endsWith('.json')) continue;
      bucket.#remember(JSON.parse(await readFile(join(folder, 'objects', file), 'utf8')) as ObjectRecord);
    }
    const known = new Set([...bucket.#records.values()].map((record) => record.body));
    for (const file of await readdir(join(folder, 'bodies'))) if (!known.has(file)) await rm(bucket.bodyPath(file));
    return bucket;
  }

  get record(): BucketRecord {
    return this.#record;
  }

  get(key: string): ObjectRecord | undefined {
    return this.#records.get(key);
  }

  /** Absolute path of a body by its random name. */
  bodyPath(body: string): string {
    return join(this.#folder, 'bodies', body);
  }

  async setLifecycle(lifecycle: XmlElement | undefined): Promise<void> {
    const { schema, name, createdAt } = this.#record;
    this.#record = { schema, name, createdAt, ...(lifecycle === undefined ? {} : { lifecycle }) };
    await this.#save(this.#record);
  }

  /** Announces a write and checks its conditions early, before the bytes are read. End it with `release`, whatever happens. */
  claim(key: string, conditions: Conditions): WriteClaim {
    assertConditions(conditions, this.#records.get(key), false);
    const claim = { key, conditions, raced: false };
    this.#claims.add(claim);
    return claim;
  }

  release(claim: WriteClaim): void {
    this.#claims.delete(claim);
  }

  /** Makes the object visible: conditions and replacement are one step, so of two conditional writers the first to finish wins. */
  async commit(claim: WriteClaim, record: ObjectRecord): Promise<void> {
    const before = this.#records.get(claim.key);
    assertConditions(claim.conditions, before, claim.raced);
    this.#remember(record);
    await this.#enqueue(async () => {
      const file = this.#objectFile(record.key);
      await writeFile(`${file}.tmp`, JSON.stringify(record), { mode: 0o600 });
      await rename(`${file}.tmp`, file);
      if (before !== undefined) await rm(this.bodyPath(before.body), { force: true });
    });
  }

  /** Deletes an object; one that does not exist is deleted as well. A conditional write under way on that key has lost its race. */
  async remove(key: string): Promise<void> {
    const before = this.#records.get(key);
    if (before === undefined) return;
    for (const claim of this.#claims) if (claim.key === key) claim.raced = true;
    this.#records.delete(key);
    this.keys.delete(key);
    await this.#enqueue(async () => {
      await rm(this.#objectFile(key), { force: true });
      await rm(this.bodyPath(before.body), { force: true });
    });
  }

  /** Removes the bucket's folder. */
  async destroy(): Promise<void> {
    await this.#enqueue(() => rm(this.#folder, { recursive: true, force: true }));
  }

  #remember(record: ObjectRecord): void {
    this.#records.set(record.key, record);
    this.keys.add(record.key);
  }

  #objectFile(key: string): string {
    return join(this.#folder, 'objects', `${sha256(key)}.json`);
  }

  async #save(record: BucketRecord): Promise<void> {
    await this.#enqueue(() => writeFile(join(this.#folder, 'bucket.json'), JSON.stringify(record), { mode: 0o600 }));
  }

  /** One after the other, so that the disk follows the order in memory. */
  #enqueue(write: () => Promise<void>): Promise<void> {
    const done = this.#writes.then(write);
    this.#writes = done.catch(() => undefined);
    return done;
  }
}
