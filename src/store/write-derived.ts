import { join } from 'node:path';
import { TwinrunError } from '../model/error.ts';
import type { SealedRun } from '../model/store.ts';
import { writeFileAtomic } from '../runtime/atomic-file.ts';
import { isDerived } from './run-folder.ts';
import { storeFault } from './store-fault.ts';

/** Writes a derived file into a run folder, atomically, mode 0600. Throws `run.not-derived` (fault) for any other. */
export async function writeDerived(run: SealedRun, path: string, text: string): Promise<void> {
  if (!isDerived(path)) {
    throw new TwinrunError({
      code: 'run.not-derived',
      class: 'fault',
      message: 'only files that are made from the evidence may be written into a sealed run',
      expected: 'verdict.json, differences.jsonl, report.<format>, junit.xml, self-test.<id>.json or calibration.<id>.json',
      received: JSON.stringify(path),
      at: { file: run.folder },
      fix: 'Write other files elsewhere.',
    });
  }
  const file = join(run.folder, path);
  await writeFileAtomic(file, text).catch(storeFault(file));
}
