import { describe, expect, it } from 'vitest';
import type { LedgerEntry, LedgerHead } from '../model/ledger.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { followChain, nextRecord } from './ledger-chain.ts';
import type { WrittenEntry } from './ledger-schema.ts';
import { splitLines } from './split-lines.ts';

const AT = '2026-01-02T03:04:05.000Z';
const HASH = 'b'.repeat(64);
const DONE = { at: AT, scenario: 'client-export', id: 'd1', world: 'real', status: 'pass', record: HASH } as const;

/** One of each type. */
const ENTRIES: readonly LedgerEntry[] = [
  { type: 'run', at: AT, scenario: '顧客', run: 'one', status: 'pass', allowed: 0, world: 'real', seal: HASH },
  { type: 'prune', at: AT, scenario: '顧客', run: 'one', files: 1, bytes: 2, world: 'real', seal: HASH },
  { type: 'unlock', at: AT, lock: 'l', holder: 'h', by: 'me', reason: 'r' },
  { type: 'drill', ...DONE, playbook: HASH },
  { type: 'rollback', ...DONE, playbook: HASH, fire: '2026-01-01T16:30:00Z' },
  { type: 'calibration', ...DONE },
  { type: 'self-test', ...DONE, score: 0.975, survivors: ['swap-columns'], scenarioHash: HASH },
  { type: 'cutover', ...DONE, step: 'enable', changes: [{ side: 'candidate', fact: 'image.digest', to: 'sha256:1' }] },
  {
    type: 'starters',
    at: AT,
    scenario: '顧客',
    world: 'real',
    status: 'fail',
    text: 't',
    starters: [{ side: 'legacy', what: 'a line', state: 'both' }],
  },
  { type: 'override', at: AT, id: 'o1', subject: { host: 'batch' }, by: 'A', recordedBy: 'a@h', why: 'w', until: AT },
  { type: 'override-end', at: AT, id: 'o1', recordedBy: 'a@h', why: 'w' },
  { type: 'survey', at: AT, host: 'batch', survey: HASH, recordedBy: 'a@h' },
];

function chain(entries: readonly WrittenEntry[]): string[] {
  let head: LedgerHead = { seq: 0, hash: '0'.repeat(64) };
  return entries.map((entry) => {
    const record = nextRecord(head, entry);
    head = record;
    return canonicalJson(record);
  });
}

describe('the chain', () => {
  it('holds for every type of entry, and gives each back', () => {
    const { records, problem } = followChain(chain(ENTRIES));
    expect(problem).toBeUndefined();
    expect(records.map(({ entry }) => entry)).toEqual(ENTRIES);
  });

  it('takes an entry of a later version for what it is, and a later field of a known one', () => {
    const [run] = ENTRIES;
    const { records, problem } = followChain(chain([{ type: 'audit', at: AT, what: { deep: [1] } }, { ...run, later: 1 } as unknown as LedgerEntry]));
    expect(problem).toBeUndefined();
    expect(records[0]?.entry).toEqual({ type: 'later', at: AT, written: { type: 'audit', at: AT, what: { deep: [1] } } });
    expect(records[1]?.entry).toMatchObject({ type: 'run', run: 'one', later: 1 });
  });

  it('does not take a known entry that says too little for one of a later version', () => {
    expect(followChain(chain([{ type: 'run', at: AT }])).problem).toMatch(/^line 1: not a ledger record \(entry\.scenario/);
  });

  it('notices every byte that is changed, at every place', () => {
    const sound = Buffer.from(`${chain(ENTRIES).join('\n')}\n`);
    for (let at = 0; at < sound.length; at += 1) {
      for (const change of [0x01, 0x20]) {
        const bytes = Buffer.from(sound);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        const { lines, torn } = splitLines(bytes);
        expect(torn !== undefined || followChain(lines).problem !== undefined, `byte ${at} ^ ${change}`).toBe(true);
      }
    }
  });

  it('notices any two records that changed places, and any that is missing but the last ones', () => {
    const lines = chain(ENTRIES);
    for (let a = 0; a < lines.length; a += 1) {
      if (a < lines.length - 1) expect(followChain(lines.toSpliced(a, 1)).problem, `without ${a}`).toBeDefined();
      for (let b = a + 1; b < lines.length; b += 1)
        expect(followChain(lines.with(a, lines[b] as string).with(b, lines[a] as string)).problem, `${a}, ${b}`).toBeDefined();
    }
  });

  it('cannot see by itself that its end was cut off, or that all of it was made again', () => {
    const lines = chain(ENTRIES);
    expect(followChain(lines.slice(0, 3)).problem).toBeUndefined();
    expect(followChain(chain(ENTRIES.slice(1))).problem).toBeUndefined();
  });
});
