import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../../../testing/temporary-folder.ts';
import { writeTable } from '../../../testing/write-table.ts';
import { csvFormat } from '../../csv/csv-format.ts';
import { explainTables } from '../explain-tables.ts';

const folder = useTempFolder();
const format = csvFormat.config.parse({});

type Row = readonly string[];

async function explain(legacy: readonly Row[], candidate: readonly Row[], options: { key?: readonly string[]; header?: Row } = {}) {
  const { header = ['id', 'name', 'at', 'v'], ...more } = options;
  const files = [join(folder.path, 'legacy.csv'), join(folder.path, 'candidate.csv')] as const;
  await writeFile(files[0], writeTable(header, legacy));
  await writeFile(files[1], writeTable(header, candidate));
  const { explained } = await explainTables({ file: files[0], format }, { file: files[1], format }, more);
  expect(explained.explanations.reduce((sum, { accountsFor }) => sum + accountsFor, explained.unexplained)).toBe(explained.of);
  return explained;
}

const two = (value: number) => String(value).padStart(2, '0');
const rows = Array.from({ length: 40 }, (_, nth): Row => [`k${nth}`, `山田${nth}`, `2026-11-25 ${two(10 + (nth % 14))}:${two(nth)}:00`, `${nth}.50`]);
const earlier = rows.map(
  ([id = '', name = '', at = '', v = '']): Row => [id, name, `2026-11-25 ${two(Number(at.slice(11, 13)) - 9)}${at.slice(13)}`, v],
);

describe('explainPairs', () => {
  it('names the cause of records without a key, in their order or in another one, with the rest unexplained', async () => {
    const odd = earlier.map((row, nth): Row => (nth === 7 ? [row[0] ?? '', row[1] ?? '', rows[7]?.[2] ?? '', '999'] : row));
    for (const candidate of [odd, odd.toReversed()]) {
      const { explanations, unexplained, examples } = await explain(rows, candidate);
      expect(explanations.find(({ id }) => id === 'time-zone')).toMatchObject({
        column: 'at',
        accountsFor: 78,
        strength: 'reproduces',
        parameters: { minutes: -540 },
        example: { kind: 'changed', column: 'at', legacy: { text: rows[0]?.[2] }, candidate: { text: earlier[0]?.[2] } },
      });
      expect(unexplained).toBe(2);
      expect(examples.map(({ kind }) => kind).sort()).toEqual(['added', 'removed']);
    }
  });

  it('names the cause of a key that is written in another way', async () => {
    const codes = rows.map(([, ...rest], nth): Row => [String(nth + 1).padStart(5, '0'), ...rest]);
    const numbers = codes.map(([id, ...rest]): Row => [String(Number(id)), ...rest]);
    const { explanations, unexplained } = await explain(codes, numbers, { key: ['id'] });
    expect(explanations).toMatchObject([{ id: 'leading-zeros', column: 'id', accountsFor: 80, of: 80 }]);
    expect(unexplained).toBe(0);
  });

  it('names both causes where two columns differ in each record', async () => {
    const both = earlier.map(([id = '', name = '', at = '', v = '']): Row => [id, name, at, v.replace(/0$/, '')]);
    const { explanations, unexplained } = await explain(rows, both);
    expect(explanations.map(({ id, column, accountsFor }) => [id, column, accountsFor])).toEqual([
      ['time-zone', 'at', 40],
      ['number-text', 'v', 40],
    ]);
    expect(unexplained).toBe(0);
  });

  it('pairs records in their order by one column that stays the same', async () => {
    const candidate = earlier.map(([id = '', name = '', at = '', v = '']): Row => [id, name.replace('山田', '??'), at, v.replace(/0$/, '')]);
    const { explanations, unexplained } = await explain(rows, candidate);
    expect(explanations.map(({ id }) => id).sort()).toEqual(['encoding', 'number-text', 'time-zone']);
    expect(unexplained).toBe(0);
  });

  it('leaves a record unexplained of which one cell has no cause', async () => {
    const candidate = earlier.map((row, nth): Row => (nth % 2 === 0 ? row : [row[0] ?? '', `another ${nth}`, ...row.slice(2)]));
    expect(await explain(rows, candidate)).toMatchObject({ unexplained: 40, explanations: [{ id: 'time-zone', accountsFor: 40 }] });
  });

  it('is silent on records of which some went and others came, and on a single column of other values', async () => {
    const others = rows.map(([id], nth): Row => [`n${id}`, `鈴木${nth * 7}`, `2026-10-${two(1 + (nth % 28))} 08:17:00`, `${nth * 3}.25`]);
    expect(await explain(rows, [...rows.slice(5), ...others.slice(0, 9)])).toMatchObject({ explanations: [] });
    const words = ['kumquat', 'lychee', 'durian'].map((word): Row => [word]);
    expect(
      await explain(
        words,
        ['papaya', 'guava', 'mango'].map((word): Row => [word]),
        { header: ['v'] },
      ),
    ).toMatchObject({ explanations: [], unexplained: 6 });
  });
});
