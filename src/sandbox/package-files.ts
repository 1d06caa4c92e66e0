import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TwinrunError } from '../model/error.ts';

/**
 * Absolute path of a built file of the sandbox, e.g. `daemon.js`. Processes are started from `dist` also when the caller runs from the sources,
 * since plain Node cannot be counted on to run those. Throws `sandbox.not-built`.
 */
export function builtFile(path: string): string {
  let root = import.meta.dirname;
  while (!existsSync(join(root, 'package.json')) && root !== dirname(root)) root = dirname(root);
  const file = join(root, 'dist', 'src', 'sandbox', path);
  if (existsSync(file)) return file;
  throw new TwinrunError({
    code: 'sandbox.not-built',
    message: 'Twinrun was not built',
    expected: file,
    received: 'no such file',
    fix: 'Run npm run build.',
  });
}
