import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TwinrunError } from '../model/error.ts';

/**
 * Absolute path of a built file, e.g. `sandbox/daemon.js`. Processes and threads are started from `dist` also when the caller runs from the sources,
 * since plain Node cannot be counted on to run those. Throws `runtime.not-built`.
 */
export function builtFile(path: string): string {
  let root = import.meta.dirname;
  while (!existsSync(join(root, 'package.json')) && root !== dirname(root)) root = dirname(root);
  const file = join(root, 'dist', 'src', path);
  if (existsSync(file)) return file;
  throw new TwinrunError({
    code: 'runtime.not-built',
    message: 'Twinrun was not built',
    expected: file,
    received: 'no such file',
    fix: 'Run npm run build.',
  });
}
