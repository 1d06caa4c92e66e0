import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { useTempFolder } from '../../../testing/temporary-folder.ts';
import { writeTable } from '../../../testing/write-table.ts';
import { parseDecimal } from '../../cells/decimal.ts';
import { csvFormat } from '../../csv/csv-format.ts';
import type { Aggregate } from './aggregates.ts';
import { compareAggregates } from './compare-aggregates.ts';

const folder = useTempFolder();
const FIGURES: readonly Aggregate[] = ['count', 'nulls', 'distinct', 'sum', 'avg', 'min', 'max', 'minText', 'maxText'];

type Record2 = readonly [group: string, cell: string];

/** Digits at a scale that holds every number of the test. */
const SCALE = 12;
const exact = (text: string): bigint => {
  const { digits, scale } = parseDecimal(text) ?? { digits: 0n, scale: 0 };
  return digits * 10n ** BigInt(SCALE - scale);
};

/** The figures as naively as can be; what is not there is empty. */
function figures(cells: readonly string[]): Readonly<Record<Aggregate, string>> {
  const values = cells.filter((cell) => cell !== '');
  const numbers = values.map(exact).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const texts = values.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const sum = numbers.reduce((total, one) => total + one, 0n);
  const none = values.length === 0;
  return {
    count: String(values.length),
    nulls: String(cells.length - values.length),
    distinct: String(new Set(values).size),
    sum: none ? '' : String(sum),
    avg: none ? '' : reduced(sum, BigInt(values.length)),
    min: String(numbers[0] ?? ''),
    max: String(numbers.at(-1) ?? ''),
    minText: texts[0] ?? '',
    maxText: texts.at(-1) ?? '',
  };
}

function reduced(a: bigint, b: bigint): string {
  const gcd = (x: bigint, y: bigint): bigint => (y === 0n ? x : gcd(y, x % y));
  const divisor = gcd(a < 0n ? -a : a, b);
  return `${a / divisor}/${b / divisor}`;
}

function groups(records: readonly Record2[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [group, cell] of records) found.set(group, [...(found.get(group) ?? []), cell]);
  return found;
}

function oracle(legacy: readonly Record2[], candidate: readonly Record2[]): string[] {
  const [mine, theirs] = [groups(legacy), groups(candidate)];
  const found = [...new Set([...mine.keys(), ...theirs.keys()])].flatMap((group) => {
    const [left, right] = [mine.get(group), theirs.get(group)];
    if (left === undefined || right === undefined) return [`${group} one-sided`];
    const [a, b] = [figures(left), figures(right)];
    return FIGURES.filter((name) => a[name] !== b[name]).map((name) => `${group} ${name}`);
  });
  return [...((legacy.length === 0) !== (candidate.length === 0) ? [' no rows'] : []), ...found].sort();
}

const cell = fc.oneof(
  fc.constantFrom('', '0', '-0', '1', '1.0', '01', '1e0', '2', '-2', '+.5', '0.5', '1e-3', '3.'),
  fc.tuple(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), fc.integer({ min: 0, max: 6 })).map(([digits, power]) => `${digits}e-${power}`),
);
const record = fc.tuple(fc.constantFrom('', 'a', 'A', 'a ', '日', '"', 'NULL'), cell);
const table = fc.array(record, { maxLength: 12 });
/** Two tables that have much in common. */
const pair = fc.oneof(
  fc.tuple(table, table),
  table.chain((records) => fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length }))),
  fc.tuple(table, record, record).map(
    ([records, one, other]) =>
      [
        [...records, one],
        [...records, other],
      ] as [Record2[], Record2[]],
  ),
);

it('finds what a naive computation finds, group by group', async () => {
  const source = async (records: readonly Record2[]) => {
    const file = folder.fresh();
    await writeFile(file, writeTable(['g', 'n'], records));
    return { file, format: csvFormat.config.parse({}) };
  };
  await fc.assert(
    fc.asyncProperty(pair, async ([legacy, candidate]) => {
      const found: string[] = [];
      const plan = { columns: [{ name: 'n', aggregates: FIGURES, nullWords: [], tolerance: {} }], by: ['g'] };
      const result = await compareAggregates(
        { legacy: await source(legacy), candidate: await source(candidate) },
        plan,
        {},
        ({ kind, key, message }) => {
          const figure = kind !== 'value' ? 'one-sided' : message?.id === 'aggregate.no-rows' ? 'no rows' : String(message?.values.aggregate);
          found.push(`${key?.[0] ?? ''} ${figure}`);
        },
      );
      expect(result.findings).toEqual([]);
      expect(found.sort()).toEqual(oracle(legacy, candidate));
    }),
    { numRuns: Number(process.env.RUNS ?? 12) },
  );
});
