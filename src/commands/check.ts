import { resolve } from 'node:path';
import { readStoredRun } from '../experiment/evidence.ts';
import { judge } from '../experiment/judge.ts';
import { passingMask } from '../experiment/mask/scenario-mask.ts';
import { reportOf } from '../experiment/report/report.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../model/exit-code.ts';
import { assertIntact, type OpenedRun, openSealed } from '../store/open-sealed.ts';
import type { Tombstone } from '../store/tombstone.ts';
import type { Command, GlobalOptions } from './command.ts';
import { printDocument, printJson } from './print.ts';
import type { Shell } from './shell.ts';

interface Options {
  readonly folder: string;
}

export const checkCommand: Command<Options> = {
  usage: 'check <folder>',
  summary: 'Verify the seal of a stored run and judge it again, offline; writes nothing',
  examples: [
    ['twinrun check reports/client-export/20261124T163000Z-k3PqZ1', 'the same verdict as on the day'],
    ['twinrun check /mnt/archive/20261124T163000Z-k3PqZ1 --json', 'a copy, anywhere'],
  ],
  options: (yargs) => yargs.positional('folder', { type: 'string', demandOption: true, describe: 'a run folder, or a copy of one' }),
  async run(options, shell) {
    const opened = await openSealed(resolve(shell.folder, options.folder));
    assertIntact(opened);
    if (opened.tombstone !== undefined) return reportPruned(opened, opened.tombstone, options, shell);
    const stored = await readStoredRun(opened.folder);
    const mask = passingMask(stored.scenario, shell.secrets, shell.ids);
    const verdict = await judge(stored, {
      ...(mask === undefined ? {} : { mask }),
      seal: opened.sealHash,
      checks: await shell.checks(),
      signal: shell.signal,
    });
    if (options.json) printJson(verdict, shell);
    else printDocument(reportOf(stored, verdict), shell, options.color);
    return stored.record.outcome === 'cancelled' ? EXIT.cancelled : exitCodeOf(verdict.status);
  },
};

/** Removed artifacts cannot be judged again: neither well nor badly. */
function reportPruned({ id, scenario, sealHash }: OpenedRun, { prunedAt, reason, files }: Tombstone, options: GlobalOptions, shell: Shell): ExitCode {
  const text = `The artifacts of run ${id} (${files.length} files) were removed at ${prunedAt}: ${reason}. What is left is as it was sealed; it cannot be judged again.`;
  if (options.json)
    printJson({ schema: 'twinrun.pruned/1', run: id, scenario, seal: sealHash, status: 'inconclusive', prunedAt, reason, files }, shell);
  else
    printDocument({ title: `${scenario}: INCONCLUSIVE`, blocks: [{ kind: 'text', spans: [{ text, tone: 'inconclusive' }] }] }, shell, options.color);
  return EXIT.inconclusive;
}
