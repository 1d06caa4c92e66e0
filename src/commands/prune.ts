import type { Document, Text } from '../model/document.ts';
import { TwinrunError } from '../model/error.ts';
import { EXIT } from '../model/exit-code.ts';
import type { RunHead } from '../model/run.ts';
import type { Store } from '../model/store.ts';
import { parseDuration } from '../runtime/duration.ts';
import { grouped } from '../runtime/text.ts';
import { type PrunePlan, planPrune, pruneRun } from '../store/prune-run.ts';
import type { Command } from './command.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import { makeOutside, openWorkspace } from './wiring.ts';
import { withStore } from './with-store.ts';

interface Options {
  readonly scenario?: string | undefined;
  readonly 'older-than': string;
  readonly keep: number;
  readonly 'dry-run': boolean;
  readonly yes: boolean;
}

export const pruneCommand: Command<Options> = {
  examples: [
    ['twinrun prune --dry-run', 'what would be removed: artifacts older than 30 days'],
    ['twinrun prune client-export --older-than 90d --keep 3 --yes', 'of one scenario, without its last three passes'],
  ],
  options: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', describe: 'only of this scenario' })
      .option('older-than', { type: 'string', default: '30d', requiresArg: true, describe: 'age of the run: 36h, 30d' })
      .option('keep', { type: 'number', default: 1, describe: 'the last so many passes of each scenario are kept, however old' })
      .option('dry-run', { type: 'boolean', default: false, describe: 'only say what would be removed' })
      .option('yes', { type: 'boolean', default: false, describe: 'remove; without it nothing is removed' }),
  async run(options, shell) {
    const age = parseDuration(options['older-than']);
    if (age === undefined || !Number.isInteger(options.keep) || options.keep < 0) throw badOption(options);
    const workspace = await openWorkspace(options, shell);
    const outside = makeOutside(options, shell);
    const removing = options.yes && !options['dry-run'];
    const plans: PrunePlan[] = [];
    await withStore(workspace, outside, async (store) => {
      for (const head of await oldRuns(store, options, outside.clock.now().getTime() - age)) {
        const plan = await planPrune(head, store);
        if (plan === undefined) continue;
        if (removing) await pruneRun(plan, `older than ${options['older-than']}`, store, outside.clock);
        plans.push(plan);
      }
    });
    const runs = plans.map(({ head, files, bytes }) => ({
      run: head.id,
      scenario: head.scenario,
      startedAt: head.startedAt,
      files: files.length,
      bytes,
    }));
    if (options.json) printJson({ schema: 'twinrun.prune/1', removed: removing, runs }, shell);
    else printDocument(report(plans, removing), shell, options.color);
    return EXIT.pass;
  },
};

/** Sealed runs that began before `before`; the last passes of each scenario are not among them. */
async function oldRuns(store: Store, { scenario, keep }: Options, before: number): Promise<readonly RunHead[]> {
  const passes = new Map<string, number>();
  const old: RunHead[] = [];
  for await (const head of store.list(scenario === undefined ? {} : { scenario })) {
    if (head.outcome === 'interrupted') continue;
    const seen = passes.get(head.scenario) ?? 0;
    if (head.status === 'pass') passes.set(head.scenario, seen + 1);
    const kept = head.status === 'pass' && seen < keep;
    if (!kept && Date.parse(head.startedAt) < before) old.push(head);
  }
  return old;
}

function report(plans: readonly PrunePlan[], removed: boolean): Document {
  const total = plans.reduce((sum, { bytes }) => sum + bytes, 0);
  const line =
    plans.length === 0 ? 'Nothing is old enough.' : `${removed ? 'Removed' : 'Would remove'} ${grouped(total)} bytes of ${plans.length} runs.`;
  const rows = plans.map(({ head, files, bytes }): Text[] => [
    { text: head.id },
    { text: head.scenario },
    { text: grouped(files.length) },
    { text: grouped(bytes) },
  ]);
  const hint = plans.length > 0 && !removed ? [{ kind: 'text' as const, spans: [{ text: 'Nothing was removed. Say --yes to remove it.' }] }] : [];
  return {
    title: 'Prune',
    blocks: [
      { kind: 'text', spans: [{ text: line }] },
      ...(rows.length === 0
        ? []
        : [{ kind: 'table' as const, columns: [{ title: 'run' }, { title: 'scenario' }, { title: 'files' }, { title: 'bytes' }], rows }]),
      ...hint,
    ],
  };
}

function badOption(options: Options): TwinrunError {
  return new TwinrunError({
    code: 'cli.prune',
    class: 'misuse',
    message: 'this does not say what to remove',
    expected: '--older-than 36h or 30d, --keep 0 or more',
    received: `--older-than ${options['older-than']} --keep ${options.keep}`,
    fix: '`twinrun prune --help` shows examples.',
  });
}
