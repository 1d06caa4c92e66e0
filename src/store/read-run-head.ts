import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Message, message } from '../model/message.ts';
import { purposeOf, type RunHead } from '../model/run.ts';
import { SIDES } from '../model/side.ts';
import type { Status } from '../model/status.ts';
import { sha256 } from '../runtime/hash.ts';
import { readJournal } from './journal-file.ts';
import { jsonObject, readJsonFile } from './read-json-file.ts';
import { JOURNAL_FILE, RUN_FILE, SEAL_FILE, VERDICT_FILE } from './run-folder.ts';

interface Place {
  readonly id: string;
  readonly scenario: string;
  readonly folder: string;
}

type Fields = Readonly<Record<string, unknown>> | undefined;

const DIGEST = /^[0-9a-f]{64}$/;

/** What a head is made of; what is missing or damaged is undefined. */
export interface HeadParts {
  /** `run.json`. */
  readonly record: string | undefined;
  /** `verdict.json`. */
  readonly verdict: string | undefined;
  /** `seal.json`. */
  readonly seal: Uint8Array | undefined;
}

/** The head of a sealed run in a folder. */
export async function readRunHead(place: Place): Promise<RunHead> {
  const text = (name: string) => readFile(join(place.folder, name), 'utf8').catch(() => undefined);
  const seal = await readFile(join(place.folder, SEAL_FILE)).catch(() => undefined);
  return headOf(place, { record: await text(RUN_FILE), verdict: await text(VERDICT_FILE), seal }, await changedAt(place.folder));
}

/**
 * The head of a sealed run, from `run.json` and `verdict.json`. Damaged files are tolerated and noted; a verdict that cites another seal
 * says nothing about this evidence, so its status is left out. `otherwiseAt` is its start where `run.json` tells none.
 */
export function headOf(place: Place, parts: HeadParts, otherwiseAt: string): RunHead {
  const record = jsonObject(parts.record);
  const judged = statusIn(parts);
  const outcome = record?.outcome === 'completed' || record?.outcome === 'cancelled' ? record.outcome : undefined;
  const note = outcome === undefined ? message('run.record-damaged', 'run.json is missing or damaged') : judged.note;
  return {
    ...place,
    startedAt: typeof record?.startedAt === 'string' ? record.startedAt : otherwiseAt,
    outcome: outcome ?? 'interrupted',
    world: worldOf(record),
    ...purposeIn(record),
    ...(typeof record?.businessDate === 'string' ? { businessDate: record.businessDate } : {}),
    ...outputsIn(record),
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

function statusIn({ verdict: text, seal }: HeadParts): { status?: Status; allowed: number; note?: Message } {
  if (text === undefined) return { allowed: 0, note: message('run.not-judged', 'never judged') };
  const verdict = jsonObject(text);
  const status = statusOf(verdict);
  if (status === undefined) return { allowed: 0, note: message('run.verdict-damaged', 'verdict.json is damaged: judge the run again') };
  if (verdict?.seal !== sha256(seal ?? '')) return { allowed: 0, note: message('run.verdict-foreign', 'verdict.json cites another seal') };
  return { status, allowed: typeof verdict.allowed === 'number' ? verdict.allowed : 0 };
}

function statusOf(verdict: Fields): Status | undefined {
  const status = verdict?.status;
  return status === 'pass' || status === 'fail' || status === 'inconclusive' ? status : undefined;
}

function purposeIn(record: Fields): Pick<RunHead, 'purpose'> {
  const { kind, tags } = record ?? {};
  return typeof kind === 'string' && typeof tags === 'object' && tags !== null ? { purpose: purposeOf({ kind, tags: { ...tags } }) } : {};
}

/** What is no digest is left out. */
function outputsIn(record: Fields): Pick<RunHead, 'outputs'> {
  const outputs = fieldsOf(record?.outputs);
  if (outputs === undefined) return {};
  const digestsOf = (sides: Fields) =>
    Object.fromEntries(
      SIDES.flatMap((side) => (typeof sides?.[side] === 'string' && DIGEST.test(sides[side]) ? [[side, sides[side]] as const] : [])),
    );
  return { outputs: Object.fromEntries(Object.entries(outputs).map(([output, sides]) => [output, digestsOf(fieldsOf(sides))])) };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}

/** Unknown counts as sandbox: records of the sandbox never count outside it. */
function worldOf(record: Fields): RunHead['world'] {
  const world = record?.world;
  return typeof world === 'object' && world !== null && 'kind' in world && world.kind === 'real' ? 'real' : 'sandbox';
}

async function changedAt(folder: string): Promise<string> {
  return (await stat(folder)).mtime.toISOString();
}
