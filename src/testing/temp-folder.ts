import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** A folder for the tests of a file, removed after them. Call at the top level; use `path` and `fresh()` inside tests. */
export function useTempFolder(): { readonly path: string; readonly fresh: () => string } {
  let count = 0;
  let path = '';
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), 'twinrun-test-'));
  });
  afterAll(() => rm(path, { recursive: true, force: true }));
  return {
    /** A path in it that was not given before. */
    fresh: () => join(path, `part-${++count}`),
    get path() {
      return path;
    },
  };
}
