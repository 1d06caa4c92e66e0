import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Bucket } from './bucket.ts';
import { noSuchBucket } from './s3-error.ts';

/** All buckets, each in a folder of its name (which is checked when it is made). */
export class BucketStore {
  readonly #folder: string;
  readonly #buckets = new Map<string, Bucket>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens the store, with what an earlier sandbox left there. */
  static async open(folder: string): Promise<BucketStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const store = new BucketStore(folder);
    for (const name of await readdir(folder)) store.#buckets.set(name, await Bucket.open(join(folder, name)));
    return store;
  }

  has(name: string): boolean {
    return this.#buckets.has(name);
  }

  /** Throws NoSuchBucket. */
  get(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw noSuchBucket(name);
    return bucket;
  }

  list(): readonly Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.record.name < b.record.name ? -1 : 1));
  }

  async create(name: string, createdAt: string): Promise<void> {
    this.#buckets.set(name, await Bucket.create(join(this.#folder, name), { schema: 'twinrun.sandbox-bucket/1', name, createdAt }));
  }

  async delete(name: string): Promise<void> {
    const bucket = this.get(name);
    this.#buckets.delete(name);
    await bucket.destroy();
  }
}
