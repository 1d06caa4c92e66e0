import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import { stateOf, switchedLine, switchOff, switchOn } from '../connections/crontab/crontab-text.ts';
import { type CrontabPlace, type HostCrontab, readCrontab, swapCrontab } from '../connections/crontab/host-crontab.ts';
import { shellQuote } from '../connections/ssh/ssh-command.ts';
import type { Context } from '../model/context.ts';
import { asTwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import type { StepEnd, StepKind, StepRequest } from '../model/step-kind.ts';
import { sha256 } from '../runtime/hash.ts';
import { runningNow, waitUntilIdle } from './cron-idle.ts';

const config = z.strictObject({
  host: z.string().min(1).describe('Host by its name in twinrun.yaml'),
  user: z.string().min(1).exactOptional().describe("Whose crontab, by `crontab -u`; default: the login's own"),
  file: z.string().startsWith('/').exactOptional().describe('A table that is a file, such as /etc/cron.d/batch, in place of a user’s'),
  contains: z.string().min(1).describe('A part of the line, by which it alone is found'),
  state: z
    .enum(['on', 'off'])
    .describe('off: the line is commented out with a mark, the original kept; refused while what it starts runs. on: it is put back as it was'),
});

type CronConfig = z.infer<typeof config>;

/**
 * Switches one line of a crontab off or on: compare and swap on the host, read back. Doing it twice leaves the same. Off is refused while what the line starts runs, and ends only once a
 * run that began at the last moment has ended.
 */
export function cronStep(connections: Connections): StepKind<CronConfig> {
  return {
    kind: 'cron',
    config,
    repeat: () => 'safe',
    plan: ({ host, contains, state }) => [
      message('cron.plan', 'switch the line of {contains} {state} in the crontab on {host}', { contains, state, host }),
    ],
    byHand: ({ host, user, file, contains, state }) => {
      const edit = file === undefined ? `crontab -e${user === undefined ? '' : ` -u ${shellQuote(user)}`}` : `sudoedit ${shellQuote(file)}`;
      return [
        ...(state === 'off'
          ? [`ssh ${shellQuote(host)} ${shellQuote(`ps -ef | grep -F -- ${shellQuote(contains)}`)}   # nothing of it may run`]
          : []),
        `ssh -t ${shellQuote(host)} ${shellQuote(edit)}   # ${state === 'off' ? 'put #twinrun-off before' : 'take #twinrun-off … from'} the line of ${contains}`,
      ];
    },
    run: (settings, request, x) => (settings.state === 'off' ? turnOff(connections, settings, request, x) : turnOn(connections, settings, x)),
  };
}

function placeOf({ user, file }: CronConfig): CrontabPlace {
  return { ...(user === undefined ? {} : { user }), ...(file === undefined ? {} : { file }) };
}

function tokenOf({ contains }: CronConfig): string {
  return sha256(contains).slice(0, 12);
}

async function turnOff(connections: Connections, settings: CronConfig, request: StepRequest, x: Context): Promise<StepEnd> {
  const { host, contains } = settings;
  const place = placeOf(settings);
  return await swapping(connections, settings, x, async (table) => {
    const started = { host, place };
    const already = stateOf(table.text, contains) === 'off';
    const changed = already ? undefined : switchOff(table.text, contains, tokenOf(settings));
    const line = changed?.original ?? switchedLine(table.text, contains) ?? '';
    const running = already ? undefined : await runningNow(connections, { ...started, line }, request, x);
    if (running !== undefined) return { refused: `${running}: nothing was switched. Wait until it has ended` };
    return {
      ...(changed === undefined ? {} : { changed }),
      // Cron may have started it between the look and the switch.
      after: () => waitUntilIdle(connections, { ...started, line }, request, x),
    };
  });
}

function turnOn(connections: Connections, settings: CronConfig, x: Context): Promise<StepEnd> {
  return swapping(connections, settings, x, async (table) =>
    stateOf(table.text, settings.contains) === 'on' ? {} : { changed: switchOn(table.text, tokenOf(settings)) },
  );
}

/** What is to become of a table: nothing (it is so already), a change, or a refusal; and what must hold afterwards. */
interface Intent {
  readonly refused?: string;
  readonly changed?: ReturnType<typeof switchOff>;
  /** Gives what stands against it. */
  readonly after?: () => Promise<string | undefined>;
}

async function swapping(
  connections: Connections,
  { host, contains, state, ...rest }: CronConfig,
  x: Context,
  intend: (table: HostCrontab) => Promise<Intent>,
): Promise<StepEnd> {
  let written = false;
  try {
    const place = placeOf({ host, contains, state, ...rest });
    const connection = await connections.ssh(host);
    const table = await readCrontab(connection, place);
    if (stateOf(table.text, contains) === 'both')
      return { status: 'failed', started: false, text: 'it is switched off, and active in another line: somebody or something brought it back' };
    const { refused, changed, after } = await intend(table);
    if (refused !== undefined) return { status: 'failed', started: false, text: refused };
    written = true;
    const now = changed === undefined ? table : await swapCrontab(connection, place, table, changed.text);
    const left = await after?.();
    const was = changed === undefined ? `it is ${state} already` : `line ${changed.line} is ${state}: ${changed.original.trim()}`;
    if (left !== undefined && x.signal.aborted)
      return { status: 'cancelled', text: `${was}; cancelled while a run that began before went on: ${left}` };
    if (left !== undefined) return { status: 'failed', text: `${was}; but a run that began before has not ended in time: ${left}` };
    const hashes = changed === undefined ? '' : ` (table ${table.hash.slice(0, 12)} → ${now.hash.slice(0, 12)})`;
    // What an earlier attempt did, and nobody heard of, is a change as well; what it was then, this one does not know.
    const from = changed === undefined ? {} : { from: state === 'off' ? 'on' : 'off' };
    return { status: 'ok', text: `${was}${hashes}`, changes: [{ side: 'legacy', fact: `crontab ${host}: ${contains}`, ...from, to: state }] };
  } catch (thrown) {
    const error = asTwinrunError(thrown);
    // Before it was written, and where it was refused, nothing happened; of anything else it is not known.
    if (!written || error.code === 'cron.changed') return { status: x.signal.aborted ? 'cancelled' : 'failed', started: false, text: error.message };
    const known = error.code === 'cron.unwritable' && !x.signal.aborted;
    return { status: known ? 'failed' : 'unknown', text: x.signal.aborted ? 'cancelled while the crontab was written' : error.message };
  }
}
