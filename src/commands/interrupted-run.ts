import type { ResumedRun } from '../experiment/rehearsal.ts';
import { readRunPlan } from '../experiment/run-plan.ts';
import { TwinrunError } from '../model/error.ts';
import type { RunHead } from '../model/run.ts';
import type { Store } from '../model/store.ts';

interface Options {
  readonly scenario: readonly string[];
  readonly all: boolean;
  readonly businessDate?: string | undefined;
  readonly tag: readonly string[];
}

/** A run is gone on with as it was begun: nothing of it can be chosen again. Throws `cli.resume`. */
export function checkResume({ scenario, all, businessDate, tag }: Options): void {
  if (!all && scenario.length === 1 && businessDate === undefined && tag.length === 0) return;
  throw new TwinrunError({
    code: 'cli.resume',
    class: 'misuse',
    message: '--resume goes on with one run as it was begun',
    expected: 'one scenario, without --all, --business-date and --tag',
    fix: 'Leave the other options out, or rehearse again without --resume.',
  });
}

/** The run with this id that did not get as far as the ledger; `''`: the last one. Throws `run.not-interrupted`, `resume.nothing-begun`, `resume.elsewhere`. */
export async function interruptedRun(store: Store, scenario: string, id: string): Promise<ResumedRun> {
  const entered = new Set<string>();
  for await (const { entry } of store.ledger.read()) if (entry.type === 'run') entered.add(entry.run);
  for await (const head of store.list({ scenario })) {
    if (entered.has(head.id) || (id !== '' && head.id !== id)) continue;
    if (head.left === 'elsewhere') throw elsewhere(head);
    const sealed = head.outcome !== 'interrupted' || head.left === 'sealed';
    const folder = head.outcome === 'interrupted' ? head.folder : (await store.fetch(scenario, head.id)).folder;
    return { id: head.id, plan: await readRunPlan(folder), sealed };
  }
  throw notInterrupted(scenario, id);
}

function elsewhere({ id, scenario, note, folder }: RunHead): TwinrunError {
  return new TwinrunError({
    code: 'resume.elsewhere',
    class: 'misuse',
    message: `run ${id} of ${scenario} can only be gone on with where it was begun: what it gathered lies there`,
    received: note?.text ?? 'begun on another machine',
    at: { file: folder },
    fix: 'Run the same command there, with the same workspace. Where that machine is no more, rehearse again without --resume.',
  });
}

function notInterrupted(scenario: string, id: RunHead['id']): TwinrunError {
  return new TwinrunError({
    code: 'run.not-interrupted',
    class: 'misuse',
    message: id === '' ? `no run of ${scenario} was interrupted` : `run ${id} of ${scenario} was not interrupted, or is not here`,
    fix: '`twinrun runs` lists all runs; only those marked interrupted can be gone on with. Rehearse without --resume for a new one.',
  });
}
