import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { KernelThreads } from './kernel-threads.ts';
import { KEY_ORDERS, type KeyOrder, keyRelation } from './key-order.ts';
import { mergeFiles } from './merge-files.ts';

const folder = temporaryFolder();
const LONG = 'a'.repeat(5000);
const part = fc.constantFrom('', '1', '2', '10', '19', '9', 'a', 'é', 'い', 'k1234567', 'k1234568', 'k12345678', LONG, 'q"', 'n\n');
const row = fc.record({ key: fc.tuple(part, part), note: fc.constantFrom('', '""', 'x', 'y', '"x"'), always: fc.boolean() });
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;
const rows = fc.array(row, { maxLength: 12 });

/** As the cells of a key stand between their quotes. */
const raw = ({ key }: Row) => key.map((cell) => Buffer.from(cell.replaceAll('"', '""')));
const rises = (order: KeyOrder, all: readonly Row[]) => all.every((one, at) => at === 0 || keyRelation(order, raw(all[at - 1] ?? one), raw(one)) < 0);
const isQuotedEmpty = ({ key, always }: Row, nth: number) => always && key[nth] === '';

function write(name: string, all: readonly Row[]): string {
  const file = join(folder, name);
  const quoted = (text: string, always: boolean) => (always || /["\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  writeFileSync(file, `a,b,note\n${all.map(({ key, note, always }) => `${key.map((cell) => quoted(cell, always)).join(',')},${note}\n`).join('')}`);
  return file;
}

/** What walking must find, by looking each record up. Numbers count from 1. */
function expected(legacy: readonly Row[], candidate: readonly Row[]) {
  const id = ({ key }: Row) => JSON.stringify(key);
  const content = ({ note }: Row) => note.replaceAll('"', '');
  const found = { pairs: [] as number[], requoted: [] as number[], removed: [] as number[], added: [] as number[] };
  for (const [at, mine] of legacy.entries()) {
    const other = candidate.findIndex((one) => id(one) === id(mine));
    const theirs = candidate[other];
    if (theirs === undefined) found.removed.push(at + 1);
    else if (content(mine) !== content(theirs)) found.pairs.push(other + 1, at + 1);
    else if ((content(mine) === '' && mine.note !== theirs.note) || [0, 1].some((nth) => isQuotedEmpty(mine, nth) !== isQuotedEmpty(theirs, nth)))
      found.requoted.push(other + 1, at + 1);
  }
  for (const [at, theirs] of candidate.entries()) if (!legacy.some((one) => id(one) === id(theirs))) found.added.push(at + 1);
  return found;
}

describe('two files side by side', () => {
  it('are walked where the keys of both only rise in the order, and nowhere else, and show exactly what differs', async () => {
    const cases = fc.constantFrom(...KEY_ORDERS).chain((order) => {
      const sorted = rows.map((all) =>
        all
          .toSorted((a, b) => keyRelation(order, raw(a), raw(b)))
          .filter((one, at, list) => at === 0 || keyRelation(order, raw(list[at - 1] ?? one), raw(one)) < 0),
      );
      const side = fc.oneof({ weight: 4, arbitrary: sorted }, { weight: 1, arbitrary: rows });
      return fc.record({
        order: fc.constant(order),
        legacy: side,
        candidate: side,
        chunkBytes: fc.constantFrom(64, 128, 1 << 16),
        pieceBytes: fc.constantFrom(60, 1 << 20),
      });
    });
    let walked = 0;
    await fc.assert(
      fc.asyncProperty(cases, async ({ order, legacy, candidate, chunkBytes, pieceBytes }) => {
        const sideOf = (name: string, all: readonly Row[]) => ({
          file: write(name, all),
          delimiter: 44,
          quote: 34,
          columns: 3,
          key: [0, 1],
          places: [2],
        });
        const sides = { legacy: sideOf('legacy.csv', legacy), candidate: sideOf('candidate.csv', candidate) };
        const sizes = { threads: 1, chunkBytes, pieceBytes, windowBytes: 256 };
        const threads = new KernelThreads(sizes, 0);
        const merged = await mergeFiles({ sides, order, whole: true, mostPairs: 1000, listed: 1000 }, threads, sizes);
        await threads.close();
        const inOrder = rises(order, legacy) && rises(order, candidate);
        if (merged === undefined) {
          // What is longer than the room for a key is not followed.
          if (inOrder) expect([...legacy, ...candidate].some(({ key }) => key.includes(LONG))).toBe(true);
          return;
        }
        walked += 1;
        expect(inOrder).toBe(true);
        const { differing, requoted, scans } = merged;
        const wanted = expected(legacy, candidate);
        const list = (numbers: Uint32Array) => [...numbers];
        expect({
          pairs: list(differing.pairs),
          requoted: list(requoted.pairs),
          removed: list(differing.removed),
          added: list(differing.added),
        }).toEqual(wanted);
        expect(differing.changed).toBe(wanted.pairs.length / 2);
        for (const [side, all] of [
          ['legacy', legacy],
          ['candidate', candidate],
        ] as const)
          expect([scans[side].rows, scans[side].emptyKeys]).toEqual([all.length, all.filter(({ key }) => key.includes('')).length]);
      }),
      { numRuns: 300 },
    );
    expect(walked).toBeGreaterThan(80);
  });
});
