import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

// Registered when a test file imports this, so that folders made inside of tests go as well.
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of the test file's own, removed when its tests are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'twinrun-test-'));
  made.push(folder);
  return folder;
}

/** A temporary folder that also gives paths in it that were not given before. */
export function useTempFolder(): { readonly path: string; readonly fresh: () => string } {
  const path = temporaryFolder();
  let count = 0;
  return { path, fresh: () => join(path, `part-${++count}`) };
}
