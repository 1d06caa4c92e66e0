import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that nobody else can read (0700), made when the first path in it is asked for. */
export class PrivateFolder {
  #made: Promise<string> | undefined;
  #count = 0;

  async fresh(): Promise<string> {
    this.#made ??= mkdtemp(join(tmpdir(), 'twinrun-tables-'));
    return join(await this.#made, `table-${++this.#count}.csv`);
  }

  async remove(): Promise<void> {
    if (this.#made !== undefined) await rm(await this.#made, { recursive: true, force: true });
  }
}
