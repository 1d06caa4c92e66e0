import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { readStoredRun } from '../experiment/evidence.ts';
import { judge } from '../experiment/judge.ts';
import { passingMask } from '../experiment/mask/scenario-mask.ts';
import type { Outside } from '../experiment/rehearsal.ts';
import { reportOf } from '../experiment/report/report.ts';
import type { Document } from '../model/document.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../model/exit-code.ts';
import type { Store } from '../model/store.ts';
import { assertCited } from '../store/assert-cited.ts';
import { makeDiskStore } from '../store/disk-store.ts';
import { assertIntact, type OpenedRun, openSealed } from '../store/open-sealed.ts';
import type { Tombstone } from '../store/tombstone.ts';
import type { Command, GlobalOptions } from './command.ts';
import type { Shell } from './shell.ts';
import { makeOutside, openWorkspace } from './wiring.ts';
import { type LivingOverrides, livingOverrides, printMarked } from './with-overrides.ts';
import { withStore } from './with-store.ts';
import { unneededIn, unneededJson, withUnneeded } from './with-unneeded.ts';

interface Options {
  readonly what: string;
  readonly run?: string | undefined;
}

export const checkCommand: Command<Options> = {
  examples: [
    ['twinrun check reports/client-export/20261124T163000Z-k3PqZ1', 'the same verdict as on the day'],
    ['twinrun check /mnt/archive/20261124T163000Z-k3PqZ1 --json', 'a copy, anywhere'],
    ['twinrun check client-export latest', 'the last sealed run of a scenario, from the store, also one on S3'],
  ],
  options: (yargs) =>
    yargs
      .positional('what', { type: 'string', demandOption: true, describe: 'a run folder, or a copy of one; or a scenario' })
      .positional('run', { type: 'string', describe: 'a run of that scenario by its id, or latest' }),
  async run(options, shell) {
    if (options.run === undefined) {
      const folder = resolve(shell.folder, options.what);
      return await judgeFolder(folder, await storeAround(folder, makeOutside(options, shell)), options, shell);
    }
    const [scenario, run] = [options.what, options.run];
    const workspace = await openWorkspace(options, shell);
    return await withStore(workspace, makeOutside(options, shell), async (store) => {
      const folder = await citedFolder(store, scenario, run);
      return await judgeFolder(folder, store, options, shell);
    });
  },
};

/** Unknown, which is not none: a reader of a copy must ask where its store is. */
const A_COPY: LivingOverrides = {
  unknown: 'this run lies in no store, and a copy has no ledger. Where its store is, `twinrun override` lists them',
  usual: true,
};

async function judgeFolder(
  folder: string,
  /** The store that it lies in, unless it is a copy somewhere. */
  store: Store | undefined,
  options: GlobalOptions,
  shell: Shell,
): Promise<ExitCode> {
  const opened = await openSealed(folder);
  assertIntact(opened);
  const overrides = store === undefined ? A_COPY : await livingOverrides(store, shell);
  if (opened.tombstone !== undefined) return reportPruned(opened, opened.tombstone, overrides, options, shell);
  const stored = await readStoredRun(opened.folder);
  const mask = passingMask(stored.scenario, shell.secrets, shell.ids);
  const verdict = await judge(stored, {
    ...(mask === undefined ? {} : { mask }),
    seal: opened.sealHash,
    checks: await shell.checks(),
    signal: shell.signal,
  });
  const unneeded = store === undefined ? [] : await unneededIn(store, stored);
  const report = { document: withUnneeded(reportOf(stored, verdict), unneeded), json: { ...verdict, ...unneededJson(unneeded) } };
  printMarked(report, overrides, options, shell);
  return stored.record.outcome === 'cancelled' ? EXIT.cancelled : exitCodeOf(verdict.status);
}

/** A run that lies in a folder of a store on disk: its ledger says what else must be said. */
async function storeAround(folder: string, outside: Outside): Promise<Store | undefined> {
  const around = dirname(dirname(folder));
  const found = await stat(join(around, 'ledger.jsonl')).catch(() => undefined);
  return found?.isFile() === true ? makeDiskStore(around, outside) : undefined;
}

/** A run of the store must be the one that the ledger has: whoever changes evidence and seal alike cannot change that. */
async function citedFolder(store: Store, scenario: string, run: string): Promise<string> {
  const sealed = await store.fetch(scenario, run);
  await assertCited(store.ledger, sealed);
  return sealed.folder;
}

/** Removed artifacts cannot be judged again: neither well nor badly. */
function reportPruned(
  { id, scenario, sealHash }: OpenedRun,
  { prunedAt, reason, files }: Tombstone,
  overrides: LivingOverrides,
  options: GlobalOptions,
  shell: Shell,
): ExitCode {
  const text = `The artifacts of run ${id} (${files.length} files) were removed at ${prunedAt}: ${reason}. What is left is as it was sealed; it cannot be judged again.`;
  const json = { schema: 'twinrun.pruned/1', run: id, scenario, seal: sealHash, status: 'inconclusive', prunedAt, reason, files };
  const document: Document = { title: `${scenario}: INCONCLUSIVE`, blocks: [{ kind: 'text', spans: [{ text, tone: 'inconclusive' }] }] };
  printMarked({ document, json }, overrides, options, shell);
  return EXIT.inconclusive;
}
