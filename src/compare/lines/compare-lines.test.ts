import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rawTable } from '../../testing/raw-table.ts';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { withPrepared } from '../formats/with-prepared.ts';
import type { CompareOptions } from '../tables/table-comparison.ts';
import { compareLines } from './compare-lines.ts';
import { type Edit, editsOf } from './edits.ts';

const folder = useTempFolder();

const compare = (legacy: string, candidate: string, options: CompareOptions = {}) =>
  withPrepared(rawTable(folder.fresh(), legacy, 'text'), rawTable(folder.fresh(), candidate, 'text', {}, 'candidate'), undefined, (mine, theirs) =>
    compareLines(mine, theirs, options),
  );

/** What becomes of legacy by the edits. */
function apply(legacy: readonly number[], candidate: readonly number[], edits: readonly Edit[]): number[] {
  const result: number[] = [];
  let at = 0;
  for (const edit of edits) {
    result.push(...legacy.slice(at, edit.legacy), ...candidate.slice(edit.candidate, edit.candidate + edit.added));
    at = edit.legacy + edit.removed;
  }
  return [...result, ...legacy.slice(at)];
}

describe('edits', () => {
  const lines = fc.array(fc.nat(7), { maxLength: 30 });

  it('make legacy the candidate, and none are left where both are the same', () => {
    fc.assert(
      fc.property(lines, lines, (legacy, candidate) => {
        const edits = editsOf(Uint32Array.from(legacy), Uint32Array.from(candidate), 8);
        expect(apply(legacy, candidate, edits)).toEqual(candidate);
        expect(edits.length === 0).toBe(JSON.stringify(legacy) === JSON.stringify(candidate));
        for (const { removed, added } of edits) expect(removed + added).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('are few where few lines differ', () => {
    const legacy = Uint32Array.from({ length: 100_000 }, (_, at) => at % 50_000);
    const candidate = Uint32Array.from([...legacy.subarray(0, 70_000), 50_001, ...legacy.subarray(70_001)]);
    expect(editsOf(legacy, candidate, 50_002)).toEqual([{ legacy: 70_000, removed: 1, candidate: 70_000, added: 1 }]);
  });

  it('take a stretch as a whole where the search would not end', () => {
    const legacy = Uint32Array.from({ length: 20_000 }, (_, at) => at % 10);
    const candidate = Uint32Array.from({ length: 20_000 }, (_, at) => 10 + (at % 10));
    expect(editsOf(legacy, candidate, 20)).toEqual([{ legacy: 0, removed: 20_000, candidate: 0, added: 20_000 }]);
  });

  it('call no line changed that is the same in its place, where the search would not end', () => {
    // Few different lines in no order, from a generator that is always the same.
    const shuffled = (seed: number, length: number) => {
      let state = seed;
      return Uint32Array.from({ length }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return (state >>> 16) % 3;
      });
    };
    const [legacy, candidate] = [shuffled(1, 4000), shuffled(2, 4100)];
    const edits = editsOf(legacy, candidate, 3);
    expect(apply([...legacy], [...candidate], edits)).toEqual([...candidate]);
    for (const { legacy: mine, candidate: theirs, removed, added } of edits)
      for (let at = 0; at < Math.min(removed, added); at++) expect(legacy[mine + at]).not.toBe(candidate[theirs + at]);
    expect(edits.length).toBeGreaterThan(100);
  });
});

describe('two texts', () => {
  it('are the same line by line, whatever ends the lines', async () => {
    const found = await compare('a\n\nb\n', 'a\r\n\r\nb\r\n');
    expect(found).toMatchObject({ compared: true, added: 0, removed: 0, changed: 0, findings: [], legacy: { rows: 3 } });
    expect(found.representation.map(({ message }) => message?.id)).toEqual(['representation.line-ends']);
  });

  it('differ by lines, with both texts and their numbers', async () => {
    const { differences, ...found } = await compare('head\na\nb\nc\nend\n', 'head\na\nB\nend\nmore\n');
    expect(found).toMatchObject({ added: 1, removed: 1, changed: 1, cells: 1 });
    expect(differences.listed.map(({ difference }) => difference)).toMatchObject([
      { kind: 'changed', column: 'text', legacy: { text: 'b' }, candidate: { text: 'B' }, record: { legacy: 3, candidate: 3 } },
      { kind: 'removed', legacy: { text: 'c' }, record: { legacy: 4 }, message: { text: 'line 4 of legacy' } },
      { kind: 'added', candidate: { text: 'more' }, record: { candidate: 5 }, message: { text: 'line 5 of candidate' } },
    ]);
  });

  it('are not the same in another order', async () => {
    const found = await compare('a\nb\n', 'b\na\n');
    expect(found.differences.content).toBeGreaterThan(0);
  });

  it('agree on their numbers with what is listed, and with nothing listed when they are equal', async () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '', '"x,y"'), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(text, text, async (legacy, candidate) => {
        const [mine, theirs] = [legacy, candidate].map((lines) => lines.map((line) => `${line}\n`).join(''));
        const found = await compare(mine ?? '', theirs ?? '', { limit: 1000 });
        const of = (kind: string) => found.differences.listed.filter(({ difference }) => difference.kind === kind).length;
        expect([of('added'), of('removed'), of('changed')]).toEqual([found.added, found.removed, found.changed]);
        expect(found.differences.content === 0).toBe(mine === theirs);
      }),
      { numRuns: 100 },
    );
  });

  it('that cannot be read whole are not compared', async () => {
    const long = `${'x'.repeat(65 << 20)}\n`;
    const found = await compare(`a\n${long}`, 'a\n');
    expect(found).toMatchObject({ compared: false, findings: [{ id: 'lines.too-long', side: 'legacy', at: { line: 2 } }] });
    expect(found.differences.content).toBe(0);
  });

  it('show what is listed up to the limit and count the rest', async () => {
    const lines = (word: string) => Array.from({ length: 10_000 }, (_, at) => `${word} ${at}\n`).join('');
    const found = await compare(lines('a'), lines('b'), { limit: 5 });
    expect(found.differences.listed).toHaveLength(5);
    expect(found).toMatchObject({ changed: 10_000, differences: { total: 10_000 } });
  });
});
