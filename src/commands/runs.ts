import type { Document, Text, Tone } from '../model/document.ts';
import { EXIT } from '../model/exit-code.ts';
import type { LedgerRecord, RunEntry } from '../model/ledger.ts';
import type { RunHead } from '../model/run.ts';
import { describeVerdict } from '../model/verdict.ts';
import { readLedger } from '../store/read-ledger.ts';
import type { Command } from './command.ts';
import { checkLimit } from './limit.ts';
import { makeOutside, openWorkspace } from './wiring.ts';
import { printReport } from './with-overrides.ts';
import { withStore } from './with-store.ts';

interface Options {
  readonly scenario?: string | undefined;
  readonly limit: number;
}

export const runsCommand: Command<Options> = {
  examples: [
    ['twinrun runs', 'the last 20 of all scenarios'],
    ['twinrun runs client-export --limit 100 --json', 'for scripts'],
  ],
  options: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', describe: 'only of this scenario' })
      .option('limit', { type: 'number', default: 20, describe: 'at most so many' }),
  async run(options, shell) {
    checkLimit(options.limit);
    const workspace = await openWorkspace(options, shell);
    const heads: RunHead[] = [];
    const query = { limit: options.limit, ...(options.scenario === undefined ? {} : { scenario: options.scenario }) };
    await withStore(workspace, makeOutside(options, shell), async (store) => {
      for await (const head of store.list(query)) heads.push(head);
      const entered = enteredRuns(await readLedger(store));
      const runs = heads.map((head) => ({ ...head, ...doubtOf(head, entered) }));
      await printReport({ document: table(runs), json: { schema: 'twinrun.runs/1', runs } }, store, options, shell);
    });
    return EXIT.pass;
  },
};

/** A run with what the ledger says otherwise, if it does. */
type Listed = RunHead & { readonly doubt?: string };

/** verdict.json is derived and not sealed: what somebody wrote into it shows by the ledger. */
function doubtOf({ id, scenario, outcome, status, purpose }: RunHead, entered: ReadonlyMap<string, RunEntry['status']>): Pick<Listed, 'doubt'> {
  if (outcome === 'interrupted' || purpose === 'soak') return {};
  const said = entered.get(JSON.stringify([scenario, id]));
  if (said === undefined) return { doubt: 'not in the ledger' };
  const here = outcome === 'cancelled' ? outcome : status;
  return here === undefined || here === said ? {} : { doubt: `the ledger says ${said}` };
}

/** The first record of each, by scenario and id. */
function enteredRuns(records: readonly LedgerRecord[]): ReadonlyMap<string, RunEntry['status']> {
  return new Map(
    records.flatMap(({ entry }) => (entry.type === 'run' ? [[JSON.stringify([entry.scenario, entry.run]), entry.status] as const] : [])).reverse(),
  );
}

function table(heads: readonly Listed[]): Document {
  if (heads.length === 0)
    return { title: 'Runs', blocks: [{ kind: 'text', spans: [{ text: 'There are none yet: `twinrun rehearse <scenario>` makes one.' }] }] };
  return {
    title: 'Runs',
    blocks: [
      {
        kind: 'table',
        columns: [{ title: 'run' }, { title: 'scenario' }, { title: 'verdict' }, { title: 'world' }, { title: 'folder' }],
        rows: heads.map((one): Text[] => [{ text: one.id }, { text: one.scenario }, verdictOf(one), { text: one.world }, { text: one.folder }]),
      },
    ],
  };
}

function verdictOf(head: Listed): Text {
  const { text, tone } = verdictHere(head);
  return head.doubt === undefined ? { text, ...(tone === undefined ? {} : { tone }) } : { text: `${text}, and ${head.doubt}`, tone: 'fail' };
}

function verdictHere(head: RunHead): Text {
  if (head.outcome !== 'completed') return { text: head.outcome, tone: 'warning' };
  // Alone, there is no verdict: nothing was compared.
  if (head.status === undefined && head.purpose === 'soak') return { text: 'alone: soak.json says it (soak)', tone: 'muted' };
  if (head.status === undefined) return { text: 'not judged', tone: 'warning' };
  const tone: Tone = head.status;
  const purpose = head.purpose === undefined || head.purpose === 'rehearsal' ? '' : ` (${head.purpose})`;
  return { text: `${describeVerdict({ status: head.status, allowed: head.allowed ?? 0 })}${purpose}`, tone };
}
