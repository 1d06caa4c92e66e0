import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../model/context.ts';
import type { LedgerEntry, RunEntry } from '../model/ledger.ts';
import { systemClock } from '../runtime/clock.ts';
import { randomIds } from '../runtime/ids.ts';
import { silentLog } from '../runtime/log.ts';
import { makeDiskLedger } from './disk-ledger.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twinrun-ledger-'));
  file = join(folder, 'ledger.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(log: Log = silentLog) {
  return makeDiskLedger(file, join(folder, '.locks', 'ledger.lock'), { clock: systemClock, ids: randomIds, log });
}

function entry(run: string, status: RunEntry['status'] = 'pass'): LedgerEntry {
  return { type: 'run', at: '2026-01-02T03:04:05.000Z', scenario: '顧客', run, status, allowed: 0, world: 'real', seal: 'b'.repeat(64) };
}

describe('the ledger on disk', () => {
  it('is empty and sound before the first record', async () => {
    expect(await open().verify()).toEqual({ ok: true, count: 0, head: { seq: 0, hash: '0'.repeat(64) } });
  });

  it('chains records, private to the user', async () => {
    const ledger = open();
    const first = await ledger.append(entry('one'));
    await ledger.append(entry('two', 'fail'), first);
    const [a, b] = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(a.previous).toBe('0'.repeat(64));
    expect(b.previous).toBe(a.hash);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('keeps the order of calls that do not wait for each other', async () => {
    const ledger = open();
    await Promise.all(Array.from({ length: 10 }, (_, n) => ledger.append(entry(String(n)))));
    const runs: string[] = [];
    for await (const record of ledger.read()) if (record.entry.type === 'run') runs.push(record.entry.run);
    expect(runs).toEqual(Array.from({ length: 10 }, (_, n) => String(n)));
  });

  it('refuses a head that is no longer the head', async () => {
    const ledger = open();
    const head = await ledger.append(entry('one'));
    await ledger.append(entry('two'));
    await expect(ledger.append(entry('three'), head)).rejects.toMatchObject({ code: 'ledger.moved', class: 'fault' });
    expect((await ledger.verify()).count).toBe(2);
  });

  it('moves an unfinished last record aside, with a warning, and goes on', async () => {
    const ledger = open();
    await ledger.append(entry('one'));
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, `${whole}${whole.slice(0, 40)}`);
    writeFileSync(`${file}.torn-1`, 'from before');
    expect(await ledger.verify()).toMatchObject({ ok: false, count: 1, problem: expect.stringContaining('line 2: unfinished') });
    const warnings: unknown[] = [];
    await open({ ...silentLog, warn: (fields) => warnings.push(fields) }).append(entry('two'));
    expect(warnings).toEqual([{ file, aside: `${file}.torn-2`, bytes: 40 }]);
    expect(readFileSync(`${file}.torn-2`, 'utf8')).toBe(whole.slice(0, 40));
    expect(readFileSync(`${file}.torn-1`, 'utf8')).toBe('from before');
    expect(await ledger.verify()).toMatchObject({ ok: true, count: 2 });
  });

  it('notices any changed byte, and is never appended to then', async () => {
    const ledger = open();
    for (const run of ['one', 'two', 'three']) await ledger.append(entry(run));
    const sound = readFileSync(file);
    await fc.assert(
      fc.asyncProperty(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Buffer.from(sound);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        writeFileSync(file, bytes);
        expect((await ledger.verify()).ok).toBe(false);
        // The newline at the very end is the one byte without which the last record counts as unfinished.
        if (at !== sound.length - 1) await expect(ledger.append(entry('four'))).rejects.toMatchObject({ code: 'ledger.damaged' });
        if (at !== sound.length - 1) expect(readFileSync(file).equals(bytes)).toBe(true);
      }),
      { numRuns: 60 },
    );
    expect(readdirSync(join(folder, '.locks'))).toEqual([]);
  });

  it.each([
    ['a record was removed', (lines: string[]) => [lines[0], lines[2]], 'line 2: has number 3 where 2 is due'],
    ['two records were exchanged', (lines: string[]) => [lines[1], lines[0], lines[2]], 'line 1: has number 2 where 1 is due'],
    ['a record was changed', (lines: string[]) => [lines[0], lines[1]?.replace('"fail"', '"pass"'), lines[2]], 'line 2: was changed'],
    ['white space was put in', (lines: string[]) => [lines[0], lines[1]?.replace('{', '{ '), lines[2]], 'line 2: is written in another form'],
  ])('says it when %s', async (_name, change, problem) => {
    const ledger = open();
    for (const run of ['one', 'two', 'three']) await ledger.append(entry(run, run === 'two' ? 'fail' : 'pass'));
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    writeFileSync(file, `${change(lines).join('\n')}\n`);
    expect(await ledger.verify()).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
    await expect(ledger.read()[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'ledger.damaged' });
  });
});
