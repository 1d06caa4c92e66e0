import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Message, message } from '../model/message.ts';
import type { RunHead } from '../model/run.ts';
import type { Status } from '../model/status.ts';
import { sha256 } from '../runtime/hash.ts';
import { readJournal } from './journal-file.ts';
import { readJsonFile } from './read-json-file.ts';
import { JOURNAL_FILE, RUN_FILE, SEAL_FILE, VERDICT_FILE } from './run-folder.ts';

interface Place {
  readonly id: string;
  readonly scenario: string;
  readonly folder: string;
}

type Fields = Readonly<Record<string, unknown>> | undefined;

/**
 * The head of a sealed run, from `run.json` and `verdict.json`. Damaged files are tolerated and noted; a verdict that cites another seal
 * says nothing about this evidence, so its status is left out.
 */
export async function readRunHead(place: Place): Promise<RunHead> {
  const record = await readJsonFile(join(place.folder, RUN_FILE));
  const judged = await readStatus(place.folder);
  const outcome = record?.outcome === 'completed' || record?.outcome === 'cancelled' ? record.outcome : undefined;
  const note = outcome === undefined ? message('run.record-damaged', 'run.json is missing or damaged') : judged.note;
  return {
    ...place,
    startedAt: typeof record?.startedAt === 'string' ? record.startedAt : await changedAt(place.folder),
    outcome: outcome ?? 'interrupted',
    world: worldOf(record),
    ...(outcome === undefined || judged.status === undefined ? {} : { status: judged.status, allowed: judged.allowed }),
    ...(note === undefined ? {} : { note }),
  };
}

/** The head of a run whose process died before the seal: its journal says when it started. */
export async function readInterruptedHead(place: Place): Promise<RunHead> {
  const record = await readJsonFile(join(place.folder, RUN_FILE));
  const journal = await readJournal(join(place.folder, JOURNAL_FILE)).catch(() => ({ entries: [] }));
  const at = journal.entries[0]?.at;
  return {
    ...place,
    startedAt: typeof at === 'string' ? at : await changedAt(place.folder),
    outcome: 'interrupted',
    world: worldOf(record),
    note: message('run.interrupted', 'ended before it was sealed; {count} entries in its journal', { count: journal.entries.length }),
  };
}

async function readStatus(folder: string): Promise<{ status?: Status; allowed: number; note?: Message }> {
  const text = await readFile(join(folder, VERDICT_FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return { allowed: 0, note: message('run.not-judged', 'never judged') };
  const verdict = await readJsonFile(join(folder, VERDICT_FILE));
  const status = statusOf(verdict);
  if (status === undefined) return { allowed: 0, note: message('run.verdict-damaged', 'verdict.json is damaged: judge the run again') };
  const seal = await readFile(join(folder, SEAL_FILE)).catch(() => Buffer.alloc(0));
  if (verdict?.seal !== sha256(seal)) return { allowed: 0, note: message('run.verdict-foreign', 'verdict.json cites another seal') };
  return { status, allowed: typeof verdict.allowed === 'number' ? verdict.allowed : 0 };
}

function statusOf(verdict: Fields): Status | undefined {
  const status = verdict?.status;
  return status === 'pass' || status === 'fail' || status === 'inconclusive' ? status : undefined;
}

/** Unknown counts as sandbox: records of the sandbox never count outside it. */
function worldOf(record: Fields): RunHead['world'] {
  const world = record?.world;
  return typeof world === 'object' && world !== null && 'kind' in world && world.kind === 'real' ? 'real' : 'sandbox';
}

async function changedAt(folder: string): Promise<string> {
  return (await stat(folder)).mtime.toISOString();
}
