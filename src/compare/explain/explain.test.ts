import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { writeTable } from '../../testing/write-table.ts';
import { csvFormat } from '../csv/csv-format.ts';
import { CELL_HYPOTHESES } from './cell/cell-hypotheses.ts';
import { explainTables } from './explain-tables.ts';

const folder = useTempFolder();

/** Cells of legacy, and what the candidate shows of them: each pair of them differs. */
interface Case {
  readonly id: string;
  readonly what: string;
  readonly cells: readonly (readonly [legacy: string, candidate: string])[];
}

const CASES: readonly Case[] = [
  {
    id: 'time-zone',
    what: 'nine hours earlier',
    cells: [
      ['2026-11-25 01:30:00', '2026-11-24 16:30:00'],
      ['2026-11-25 09:00:01', '2026-11-25 00:00:01'],
      ['2026-03-01 00:00:00', '2026-02-28 15:00:00'],
    ],
  },
  {
    id: 'time-zone',
    what: 'by daylight saving',
    cells: [
      ['2026-07-01 12:00', '2026-07-01 10:00'],
      ['2026-08-15 00:30', '2026-08-14 22:30'],
      ['2026-12-01 12:00', '2026-12-01 11:00'],
      ['2026-01-15 00:30', '2026-01-14 23:30'],
    ],
  },
  {
    id: 'date-format',
    what: 'slashes',
    cells: [
      ['2026-11-25', '2026/11/25'],
      ['2026-01-02', '2026/01/02'],
    ],
  },
  {
    id: 'date-window',
    what: 'a day earlier',
    cells: [
      ['2026-11-25', '2026-11-24'],
      ['2026-03-01', '2026-02-28'],
    ],
  },
  {
    id: 'null-text',
    what: 'NULL and empty',
    cells: [
      ['NULL', ''],
      ['NULL', ''],
    ],
  },
  {
    id: 'line-ends',
    what: 'CRLF in cells',
    cells: [
      ['a\r\nb', 'a\nb'],
      ['c\r\nd\r\n', 'c\nd\n'],
    ],
  },
  {
    id: 'white-space',
    what: 'padding',
    cells: [
      ['Sato      ', 'Sato'],
      ['Suzuki    ', 'Suzuki'],
    ],
  },
  {
    id: 'encoding',
    what: 'mojibake',
    cells: [
      ['東京', 'æ\u009d±äº¬'],
      ['大阪', 'å¤§é\u0098ª'],
    ],
  },
  {
    id: 'encoding',
    what: 'wave dash',
    cells: [
      ['10〜12時', '10～12時'],
      ['A〜B', 'A～B'],
    ],
  },
  {
    id: 'encoding',
    what: 'question marks',
    cells: [
      ['山田', '??'],
      ['O’Brien', 'O?Brien'],
    ],
  },
  {
    id: 'width',
    what: 'half and full',
    cells: [
      ['ＡＢＣ', 'ABC'],
      ['ﾄｳｷｮｳ', 'トウキョウ'],
    ],
  },
  {
    id: 'unicode-form',
    what: 'NFD',
    cells: [
      ['がぎ', 'か\u3099き\u3099'],
      ['é', 'e\u0301'],
    ],
  },
  {
    id: 'leading-zeros',
    what: 'codes as numbers',
    cells: [
      ['00123', '123'],
      ['0007', '7'],
    ],
  },
  {
    id: 'number-text',
    what: 'integers as floats',
    cells: [
      ['1', '1.0'],
      ['250', '250.0'],
    ],
  },
  {
    id: 'rounding',
    what: 'half-even',
    cells: [
      ['2.345', '2.34'],
      ['1.115', '1.12'],
      ['7.8251', '7.83'],
    ],
  },
  {
    id: 'float-noise',
    what: 'last bits',
    cells: [
      ['0.3', '0.30000000000000004'],
      ['1234.5600000000001', '1234.56'],
    ],
  },
  {
    id: 'case',
    what: 'upper',
    cells: [
      ['true', 'TRUE'],
      ['false', 'FALSE'],
    ],
  },
  {
    id: 'truncation',
    what: 'at ten characters',
    cells: [
      ['Minato-ku, Tokyo', 'Minato-ku,'],
      ['Shibuya-ku, Tokyo', 'Shibuya-ku'],
      ['Chiyoda-ku 1-1', 'Chiyoda-ku'],
    ],
  },
];

async function explain(cells: Case['cells']) {
  const [legacy, candidate] = [join(folder.path, 'legacy.csv'), join(folder.path, 'candidate.csv')];
  const rows = (side: 0 | 1) => [['same', '1'], ...cells.map((pair, index) => [`k${index}`, pair[side]])];
  await writeFile(legacy, writeTable(['id', 'v'], rows(0)));
  await writeFile(candidate, writeTable(['id', 'v'], rows(1)));
  const format = csvFormat.config.parse({});
  return explainTables({ file: legacy, format }, { file: candidate, format }, { key: ['id'], output: 'clients' });
}

describe('explainTables', () => {
  it.each(CASES)('names $id ($what)', async ({ id, cells }) => {
    const { comparison, explained } = await explain(cells);
    expect(comparison.cells).toBe(cells.length);
    expect(explained).toMatchObject({ of: cells.length, examined: cells.length, unexplained: 0, examples: [], shown: [] });
    expect(explained.explanations).toMatchObject([{ id, output: 'clients', column: 'v', accountsFor: cells.length, of: cells.length }]);
    const [one] = explained.explanations;
    expect(one?.example).toMatchObject({ kind: 'changed', key: ['k0'], column: 'v', legacy: { text: cells[0]?.[0] } });
    for (const text of [one?.cause.text, one?.fix.text]) expect(text).not.toMatch(/\{\w+\}|undefined/);
  });

  it.each(CASES)('leaves one unrelated cell unexplained beside $id ($what)', async ({ id, cells }) => {
    for (const unrelated of [
      ['kumquat', 'lychee'],
      ['17', '23'],
      ['2026-11-25 10:00:00', '2026-11-25 10:17:03'],
      ['2026-05-05', '2026-09-19'],
    ] as const) {
      const { explained } = await explain([...cells, unrelated]);
      expect(explained).toMatchObject({
        of: cells.length + 1,
        unexplained: 1,
        examples: [{ key: [`k${cells.length}`], legacy: { text: unrelated[0] } }],
      });
      expect(explained.explanations).toMatchObject([{ id, accountsFor: cells.length }]);
    }
  });

  it('has a pair for each hypothesis', () => {
    expect(new Set(CASES.map(({ id }) => id))).toEqual(new Set(CELL_HYPOTHESES.map(({ id }) => id)));
  });
});
