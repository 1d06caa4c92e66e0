import type { LedgerEntry, LedgerHead, LedgerRecord } from '../model/ledger.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { sha256 } from '../runtime/hash.ts';
import { ledgerRecordSchema, readEntry, type WrittenEntry } from './ledger-schema.ts';

/** The head of an empty ledger. */
const GENESIS: LedgerHead = { seq: 0, hash: '0'.repeat(64) };

/** A ledger's whole lines as far as the chain holds; `problem` says where it breaks. */
export interface LedgerChain {
  readonly records: readonly LedgerRecord[];
  readonly head: LedgerHead;
  readonly problem?: string;
}

/** A record as it stands in the ledger. */
type WrittenRecord<E extends WrittenEntry = WrittenEntry> = Omit<LedgerRecord, 'entry'> & { readonly entry: E };

/** The record that follows `head`. */
export function nextRecord<E extends WrittenEntry = LedgerEntry>(head: LedgerHead, entry: E): WrittenRecord<E> {
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
    records.push({ ...record, entry: readEntry(record.entry) });
    head = { seq: record.seq, hash: record.hash };
  }
  return { records, head };
}

function parseRecord(line: string): WrittenRecord | string {
  try {
    const parsed = ledgerRecordSchema.safeParse(JSON.parse(line));
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    return `not a ledger record (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''})`;
  } catch {
    return 'not JSON';
  }
}

function misfit(record: WrittenRecord, expected: WrittenRecord): string {
  if (record.seq !== expected.seq) return `has number ${record.seq} where ${expected.seq} is due: a line was removed, added or moved`;
  if (record.previous !== expected.previous) return 'does not follow the line before it: one of the two was changed';
  return record.hash === expected.hash ? 'is written in another form than the ledger writes' : 'was changed: its hash does not match its content';
}
