import type { Document, Text } from '../model/document.ts';
import { TwinrunError } from '../model/error.ts';
import { EXIT, type ExitCode } from '../model/exit-code.ts';
import type { LedgerHead, LedgerRecord, LedgerReport, LockReport } from '../model/ledger.ts';
import type { Store } from '../model/store.ts';
import { readLedger } from '../store/read-ledger.ts';
import type { Command, GlobalOptions } from './command.ts';
import { ledgerLine } from './ledger-line.ts';
import { checkLimit } from './limit.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import type { Shell } from './shell.ts';
import { makeOutside, openWorkspace } from './wiring.ts';
import { printReport } from './with-overrides.ts';
import { withStore } from './with-store.ts';

interface Options {
  readonly action: 'verify' | 'show' | 'head';
  readonly 'expect-head'?: string | undefined;
  readonly limit: number;
}

export const ledgerCommand: Command<Options> = {
  examples: [
    ['twinrun ledger head', 'number and hash of the last record: note it elsewhere'],
    ['twinrun ledger verify --expect-head 3f5a…', 'the chain holds, and what was noted is on it: nothing was cut off'],
    ['twinrun ledger show --limit 100 --json', 'for scripts'],
  ],
  options: (yargs) =>
    yargs
      .positional('action', { choices: ['verify', 'show', 'head'] as const, demandOption: true, describe: 'what to do' })
      .option('expect-head', { type: 'string', requiresArg: true, describe: 'verify: a hash that was the head once, 64 hex digits' })
      .option('limit', { type: 'number', default: 20, describe: 'show: at most so many, the last ones' }),
  async run(options, shell) {
    checkLimit(options.limit);
    const expected = options['expect-head'];
    if (expected !== undefined && (options.action !== 'verify' || !/^[0-9a-f]{64}$/.test(expected))) throw badHead(expected);
    const workspace = await openWorkspace(options, shell);
    return await withStore(workspace, makeOutside(options, shell), (store) => ACTIONS[options.action](store, options, shell));
  },
};

const ACTIONS = { verify, show, head } as const;

async function verify({ ledger, address }: Store, options: Options & GlobalOptions, shell: Shell): Promise<ExitCode> {
  const report = await ledger.verify();
  const expected = options['expect-head'];
  const found = expected === undefined || (report.ok && (await isOnChain(ledger.read(), expected)));
  const locked = report.ok ? await ledger.locked?.() : undefined;
  if (options.json)
    printJson(
      {
        schema: 'twinrun.ledger-report/1',
        ...report,
        ...(expected === undefined ? {} : { expectedHead: { hash: expected, found } }),
        ...(locked === undefined ? {} : { locked }),
      },
      shell,
    );
  else printDocument(described(report, address, expected, found, locked), shell, options.color);
  return report.ok && found && locked?.status !== 'fail' ? EXIT.pass : EXIT.fault;
}

async function isOnChain(records: AsyncIterable<LedgerRecord>, hash: string): Promise<boolean> {
  // The head of an empty ledger is on every chain.
  if (/^0+$/.test(hash)) return true;
  for await (const record of records) if (record.hash === hash) return true;
  return false;
}

async function show(store: Store, options: Options & GlobalOptions, shell: Shell): Promise<ExitCode> {
  const records = await readLedger(store);
  const last = records.slice(Math.max(0, records.length - options.limit));
  const json = { schema: 'twinrun.ledger-records/1', total: records.length, records: last.map(asWritten) };
  await printReport({ document: listed(last, records.length), json }, store, options, shell);
  return EXIT.pass;
}

/** So that whoever reads them can follow the chain. */
function asWritten(record: LedgerRecord): unknown {
  return record.entry.type === 'later' ? { ...record, entry: record.entry.written } : record;
}

async function head(store: Store, options: GlobalOptions, shell: Shell): Promise<ExitCode> {
  // Damage is told as by every other reading.
  await readLedger(store);
  const report = await store.ledger.verify();
  if (options.json) printJson({ schema: 'twinrun.ledger-head/1', ...report.head }, shell);
  else printDocument({ title: 'Head of the ledger', blocks: [{ kind: 'text', spans: [{ text: named(report.head) }] }] }, shell, options.color);
  return EXIT.pass;
}

function named({ seq, hash }: LedgerHead): string {
  return `record ${seq}, ${hash}`;
}

function described(
  { ok, count, head: last, problem, torn }: LedgerReport,
  address: string,
  expected: string | undefined,
  found: boolean,
  locked?: LockReport,
): Document {
  const chain: Text = ok
    ? { text: `The chain holds: ${count} records, the last one is ${named(last)}.` }
    : torn === true
      ? { text: `The ${count} records in ${address} are sound. What was being entered after them was lost: ${problem}.`, tone: 'inconclusive' }
      : { text: `The ledger in ${address} is damaged, ${problem}. The ${count} records before are sound. Put it back from a backup.`, tone: 'fail' };
  const cited: Text[] =
    expected === undefined || !ok
      ? []
      : [
          found
            ? { text: ` ${expected} is on it.` }
            : { text: ` ${expected} is not on it: records were cut off or replaced, or it is another ledger.`, tone: 'fail' },
        ];
  return {
    title: 'Ledger',
    blocks: [{ kind: 'text', spans: [chain, ...cited, ...(locked === undefined ? [] : [{ text: ` S3: ${locked.text}.`, tone: locked.status }])] }],
  };
}

function listed(records: readonly LedgerRecord[], total: number): Document {
  if (records.length === 0) return { title: 'Ledger', blocks: [{ kind: 'text', spans: [{ text: 'It is empty: `twinrun rehearse` enters runs.' }] }] };
  const rows = records.map(({ seq, entry, hash }): Text[] => [
    { text: String(seq) },
    { text: entry.at },
    { text: entry.type },
    ...ledgerLine(entry).map((text) => ({ text })),
    { text: hash.slice(0, 12) },
  ]);
  const columns = ['', 'at', 'what', 'of', 'run', 'outcome', 'hash'].map((title) => ({ title }));
  const more = total > records.length ? [{ kind: 'text' as const, spans: [{ text: `The last ${records.length} of ${total}.` }] }] : [];
  return { title: 'Ledger', blocks: [{ kind: 'table', columns, rows }, ...more] };
}

function badHead(received: string): TwinrunError {
  return new TwinrunError({
    code: 'cli.expect-head',
    class: 'misuse',
    message: '--expect-head goes with verify, and takes the hash of a record',
    expected: '64 hex digits, as `twinrun ledger head` prints them',
    received,
    fix: 'twinrun ledger verify --expect-head <hash>',
  });
}
