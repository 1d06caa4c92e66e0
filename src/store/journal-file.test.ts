import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { frozenClock } from '../runtime/clock.ts';
import { createJournal, readJournal } from './journal-file.ts';

const x = { clock: frozenClock(new Date('2026-01-02T03:04:05Z')) };
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twinrun-journal-'));
  file = join(folder, 'journal.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the journal', () => {
  it('has each entry on disk, in order, when its write resolves', async () => {
    const journal = await createJournal(file, x);
    await Promise.all([1, 2, 3].map((n) => journal.write({ n, text: 'two\nlines' })));
    await journal.write({ n: 4, at: 'its own' });
    const { entries } = await readJournal(file);
    expect(entries.map((entry) => entry.n)).toEqual([1, 2, 3, 4]);
    expect(entries.map((entry) => entry.at)).toEqual([...Array(3).fill('2026-01-02T03:04:05.000Z'), 'its own']);
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(5);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await journal.close();
    await journal.close();
    await expect(journal.write({})).rejects.toMatchObject({ code: 'journal.closed' });
  });

  it('never writes over another journal', async () => {
    await createJournal(file, x).then((journal) => journal.close());
    await expect(createJournal(file, x)).rejects.toMatchObject({ code: 'store.unusable' });
  });

  it('is readable wherever its writer was cut off', async () => {
    const journal = await createJournal(file, x);
    for (const n of [1, 2, 3]) await journal.write({ n, name: '山田' });
    await journal.close();
    const whole = readFileSync(file);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (length) => {
        writeFileSync(file, whole.subarray(0, length));
        const { entries, torn } = await readJournal(file);
        const newlines = whole.subarray(0, length).filter((byte) => byte === 0x0a).length;
        expect(entries).toHaveLength(newlines);
        expect(torn === undefined).toBe(length === 0 || whole[length - 1] === 0x0a);
      }),
    );
  });

  it('says which whole line is damaged', async () => {
    writeFileSync(file, '{"n":1}\n');
    appendFileSync(file, '[1]\n');
    await expect(readJournal(file)).rejects.toMatchObject({ code: 'journal.damaged', at: { file, line: 2 } });
  });
});
