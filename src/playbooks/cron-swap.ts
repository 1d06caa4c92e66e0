import type { Connections } from '../connections/connections.ts';
import { type ChangedTable, stateOf } from '../connections/crontab/crontab-text.ts';
import { type CrontabPlace, type HostCrontab, readCrontab, swapCrontab } from '../connections/crontab/host-crontab.ts';
import type { Context } from '../model/context.ts';
import { asTwinrunError } from '../model/error.ts';
import type { StepEnd } from '../model/step-kind.ts';

/** A line of a crontab, and what it is to be. */
export interface LineChange {
  readonly host: string;
  readonly place: CrontabPlace;
  readonly contains: string;
  /** What changes, for the ledger; what it is afterwards, and what it is before. */
  readonly fact: string;
  readonly to: string;
  readonly from: string;
}

/** What is to become of a table: nothing (it is so already), a change, or a refusal; and what must hold afterwards. */
export interface Intent {
  readonly refused?: string;
  readonly changed?: ChangedTable;
  /** Gives what stands against it. */
  readonly after?: () => Promise<string | undefined>;
}

/** Reads a table, asks what is to become of it, writes that by compare and swap, and reads it back. Never throws: what was refused did nothing; of what nobody answered it is not known. */
export async function swapLine(
  connections: Connections,
  { host, place, contains, fact, to, from }: LineChange,
  x: Context,
  intend: (table: HostCrontab) => Promise<Intent>,
): Promise<StepEnd> {
  let written = false;
  try {
    const connection = await connections.ssh(host);
    const table = await readCrontab(connection, place);
    if (stateOf(table.text, contains) === 'both')
      return { status: 'failed', started: false, text: 'it is switched off, and active in another line: somebody or something brought it back' };
    const { refused, changed, after } = await intend(table);
    if (refused !== undefined) return { status: 'failed', started: false, text: refused };
    written = true;
    const now = changed === undefined ? table : await swapCrontab(connection, place, table, changed.text);
    const left = await after?.();
    const was = changed === undefined ? `it is ${to} already` : `line ${changed.line} is ${to}: ${changed.original.trim()}`;
    if (left !== undefined && x.signal.aborted)
      return { status: 'cancelled', text: `${was}; cancelled while a run that began before went on: ${left}` };
    if (left !== undefined) return { status: 'failed', text: `${was}; but a run that began before has not ended in time: ${left}` };
    const hashes = changed === undefined ? '' : ` (table ${table.hash.slice(0, 12)} → ${now.hash.slice(0, 12)})`;
    // What an earlier attempt did, and nobody heard of, is a change as well; what it was then, this one does not know.
    const before = changed === undefined ? {} : { from };
    return { status: 'ok', text: `${was}${hashes}`, changes: [{ side: 'legacy', fact, ...before, to }] };
  } catch (thrown) {
    const error = asTwinrunError(thrown);
    // Before it was written, and where it was refused, nothing happened; of anything else it is not known.
    if (!written || error.code === 'cron.changed') return { status: x.signal.aborted ? 'cancelled' : 'failed', started: false, text: error.message };
    const known = error.code === 'cron.unwritable' && !x.signal.aborted;
    return { status: known ? 'failed' : 'unknown', text: x.signal.aborted ? 'cancelled while the crontab was written' : error.message };
  }
}
