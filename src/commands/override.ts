import { hostname, userInfo } from 'node:os';
import type { Document, Text } from '../model/document.ts';
import { TwinrunError } from '../model/error.ts';
import { EXIT, type ExitCode } from '../model/exit-code.ts';
import type { OverrideEntry } from '../model/ledger.ts';
import type { Store } from '../model/store.ts';
import { isCalendarDate } from '../scenario/calendar-date.ts';
import { findScenario } from '../scenario/find-scenario.ts';
import type { Workspace } from '../scenario/workspace.ts';
import { openOverrides } from '../store/open-overrides.ts';
import { readLedger } from '../store/read-ledger.ts';
import type { Command, GlobalOptions } from './command.ts';
import { printJson } from './print.ts';
import { printDocument } from './print-document.ts';
import type { Shell } from './shell.ts';
import { makeOutside, openWorkspace } from './wiring.ts';
import { withStore } from './with-store.ts';

const DAY_MS = 86_400_000;
/** Nobody remembers longer why. */
const LONGEST_DAYS = 31;

interface Options {
  readonly scenario?: string | undefined;
  readonly host?: string | undefined;
  readonly by?: string | undefined;
  readonly why?: string | undefined;
  readonly until?: string | undefined;
  readonly end?: string | undefined;
}

export const overrideCommand: Command<Options> = {
  examples: [
    ['twinrun override', 'what is open'],
    [
      'twinrun override client-export --by "A. Sato" --why "the month end cannot wait; see T-12" --until 2026-12-04',
      'red in every report until then',
    ],
    ['twinrun override --end k3PqZ1aB --why "the gate is green"', 'take it back'],
  ],
  options: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', describe: 'the scenario that it is about' })
      .option('host', { type: 'string', requiresArg: true, describe: 'the host that it is about, instead of a scenario' })
      .option('by', { type: 'string', requiresArg: true, describe: 'who answers for it' })
      .option('why', { type: 'string', requiresArg: true, describe: 'why' })
      .option('until', { type: 'string', requiresArg: true, describe: `last day, YYYY-MM-DD in UTC; at most ${LONGEST_DAYS} days on` })
      .option('end', { type: 'string', requiresArg: true, describe: 'id of an open override that is taken back, with --why' }),
  async run(options, shell) {
    const workspace = await openWorkspace(options, shell);
    return await withStore(workspace, makeOutside(options, shell), (store) => {
      if (options.end !== undefined) return end(options.end, store, options, shell);
      const nothing = [options.scenario, options.host, options.by, options.why, options.until].every((value) => value === undefined);
      return nothing ? list(store, options, shell) : begin(store, workspace, options, shell);
    });
  },
};

async function begin(store: Store, workspace: Workspace, options: Options & GlobalOptions, shell: Shell): Promise<ExitCode> {
  const { scenario, host, by, why, until } = options;
  const subject = scenario !== undefined ? { scenario } : host !== undefined ? { host } : undefined;
  if (subject === undefined || (scenario !== undefined && host !== undefined)) throw usage('it is about one scenario, or about one host');
  if (blank(by) || blank(why) || until === undefined) throw usage('an override says who answers for it (--by), why (--why) and until when (--until)');
  if ('scenario' in subject) await findScenario(workspace, subject.scenario);
  else if (!Object.hasOwn(workspace.gate.hosts, subject.host)) throw usage(`there is no host ${subject.host} under gate.hosts of twinrun.yaml`);
  const now = shell.clock.now();
  const entry: OverrideEntry = {
    type: 'override',
    at: now.toISOString(),
    id: shell.ids
      .unique()
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 8),
    subject,
    by: by as string,
    recordedBy: recordedBy(),
    why: why as string,
    until: endOf(until, now),
  };
  await store.ledger.append(entry);
  if (options.json) printJson({ schema: 'twinrun.override/1', override: entry }, shell);
  else
    printDocument(
      { title: 'Override', status: 'fail', statusText: 'OPEN', blocks: [{ kind: 'list', items: [describeOverride(entry)] }] },
      shell,
      options.color,
    );
  return EXIT.pass;
}

async function end(id: string, store: Store, options: Options & GlobalOptions, shell: Shell): Promise<ExitCode> {
  const now = shell.clock.now();
  if (blank(options.why)) throw usage('--end goes with --why');
  const open = openOverrides(await readLedger(store), now);
  if (!open.some((one) => one.id === id)) throw usage(`no override ${id} is open`);
  await store.ledger.append({ type: 'override-end', at: now.toISOString(), id, recordedBy: recordedBy(), why: options.why as string });
  return await list(store, options, shell);
}

async function list(store: Store, options: GlobalOptions, shell: Shell): Promise<ExitCode> {
  const open = openOverrides(await readLedger(store), shell.clock.now());
  if (options.json) printJson({ schema: 'twinrun.overrides/1', open }, shell);
  else printDocument(listed(open), shell, options.color);
  return EXIT.pass;
}

function listed(open: readonly OverrideEntry[]): Document {
  if (open.length === 0) return { title: 'Overrides', blocks: [{ kind: 'text', spans: [{ text: 'None is open.' }] }] };
  return { title: 'Overrides', status: 'fail', statusText: `${open.length} OPEN`, blocks: [{ kind: 'list', items: open.map(describeOverride) }] };
}

/** One line for people, red. */
export function describeOverride({ id, subject, by, recordedBy: typed, why, until }: OverrideEntry): Text {
  const about = 'scenario' in subject ? subject.scenario : `host ${subject.host}`;
  return { text: `OVERRIDE ${id} of ${about}, by ${by} (typed by ${typed}), until ${until}: ${why}`, tone: 'fail' };
}

/** The end of that day. */
function endOf(until: string, now: Date): string {
  const end = isCalendarDate(until) ? Date.parse(`${until}T00:00:00Z`) + DAY_MS - 1 : Number.NaN;
  if (end > now.getTime() && end - now.getTime() <= (LONGEST_DAYS + 1) * DAY_MS) return new Date(end).toISOString();
  throw usage(`--until: a day YYYY-MM-DD from today on, at most ${LONGEST_DAYS} days on`, until);
}

function blank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}

function recordedBy(): string {
  return `${userInfo().username}@${hostname()}`;
}

function usage(message: string, received?: string): TwinrunError {
  return new TwinrunError({
    code: 'cli.override',
    class: 'misuse',
    message,
    ...(received === undefined ? {} : { received }),
    fix: 'twinrun override <scenario> --by "<name>" --why "<reason>" --until <YYYY-MM-DD>; `twinrun override` lists what is open.',
  });
}
