import { z } from 'zod';
import type { LedgerEntry, LedgerHead, LedgerRecord } from '../model/ledger.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { sha256 } from '../runtime/hash.ts';

const HASH = z.string().regex(/^[0-9a-f]{64}$/);

/** What every entry about a run says. */
const OF_RUN = { at: z.string(), scenario: z.string(), run: z.string(), world: z.enum(['sandbox', 'real']), seal: HASH };

const RECORD = z.strictObject({
  schema: z.literal('twinrun.ledger/1'),
  seq: z.int().positive(),
  previous: HASH,
  entry: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('run'),
      ...OF_RUN,
      status: z.enum(['pass', 'fail', 'inconclusive', 'cancelled']),
      allowed: z.int().nonnegative(),
    }),
    z.strictObject({ type: z.literal('prune'), ...OF_RUN, files: z.int().positive(), bytes: z.int().nonnegative() }),
    z.strictObject({ type: z.literal('unlock'), at: z.string(), lock: z.string(), holder: z.string(), by: z.string(), reason: z.string() }),
  ]),
  hash: HASH,
});

/** The head of an empty ledger. */
const GENESIS: LedgerHead = { seq: 0, hash: '0'.repeat(64) };

/** A ledger's whole lines as far as the chain holds; `problem` says where it breaks. */
export interface LedgerChain {
  readonly records: readonly LedgerRecord[];
  readonly head: LedgerHead;
  readonly problem?: string;
}

/** The record that follows `head`. */
export function nextRecord(head: LedgerHead, entry: LedgerEntry): LedgerRecord {
  const body = { schema: 'twinrun.ledger/1', seq: head.seq + 1, previous: head.hash, entry } as const;
  return { ...body, hash: sha256(canonicalJson(body)) };
}

/** Follows the chain from its start and stops at the first line that does not fit: `seq` counts from 1, `previous` is the hash before. */
export function followChain(lines: readonly string[]): LedgerChain {
  const records: LedgerRecord[] = [];
  let head = GENESIS;
  for (const line of lines) {
    const record = parseRecord(line);
    if (typeof record === 'string') return { records, head, problem: `line ${records.length + 1}: ${record}` };
    const expected = nextRecord(head, record.entry);
    if (canonicalJson(expected) !== line) return { records, head, problem: `line ${records.length + 1}: ${misfit(record, expected)}` };
    records.push(record);
    head = { seq: record.seq, hash: record.hash };
  }
  return { records, head };
}

function parseRecord(line: string): LedgerRecord | string {
  try {
    const parsed = RECORD.safeParse(JSON.parse(line));
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    return `not a ledger record (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''})`;
  } catch {
    return 'not JSON';
  }
}

function misfit(record: LedgerRecord, expected: LedgerRecord): string {
  if (record.seq !== expected.seq) return `has number ${record.seq} where ${expected.seq} is due: a line was removed, added or moved`;
  if (record.previous !== expected.previous) return 'does not follow the line before it: one of the two was changed';
  return record.hash === expected.hash ? 'is written in another form than the ledger writes' : 'was changed: its hash does not match its content';
}
