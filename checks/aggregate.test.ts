import { describe, expect, it } from 'vitest';
import { allowance } from '../src/testing/allowance.ts';
import { checkContext, type EvidencePlan, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { aggregate } from './aggregate.ts';

const folder = useTempFolder();
const HEADER = 'id,city,amount,day\n';
const LEGACY = `${HEADER}1,Kyoto,10.50,2026-01-01\n2,Osaka,0.10,2026-01-02\n3,Kyoto,,2026-01-03\n4,Osaka,0.20,2026-01-03\n`;
const DRIFTED = `${HEADER}4,Osaka,0.20,2026-01-03\n1,Kyoto,10.50,2026-01-01\n2,Osaka,0.11,2026-01-02\n3,Kyoto,,2026-01-03\n`;
const ALL = { amount: ['count', 'nulls', 'distinct', 'sum', 'avg', 'min', 'max'], day: ['minText', 'maxText', 'distinct'] };

type Plan = Omit<EvidencePlan, 'folder' | 'legacy' | 'candidate'>;
type Options = Readonly<Record<string, unknown>>;

async function run(
  legacy: string | 'missing',
  candidate: string | 'missing',
  given: Options = { columns: ALL },
  plan: Plan = {},
  allowances = checkContext().allowances,
) {
  const files = (text: string) => (text === 'missing' ? ('missing' as const) : { 'clients.csv': text });
  const pair = await makeEvidence({ folder: folder.fresh(), legacy: files(legacy), candidate: files(candidate), ...plan });
  const read = await aggregate.options['~standard'].validate({ output: 'clients', ...given });
  if (read.issues !== undefined) throw new Error(JSON.stringify(read.issues));
  return aggregate.check(pair, read.value, checkContext(allowances));
}

describe('aggregate', () => {
  it('passes when every figure is the same, in whatever order the records stand', async () => {
    const reordered = `${HEADER}${LEGACY.trim().split('\n').slice(1).reverse().join('\n')}\n`;
    expect(await run(LEGACY, reordered)).toMatchObject({
      status: 'pass',
      summary: { text: '10 figures of 4 rows agree' },
      figures: {
        'legacy.sum(amount)': '10.80',
        'candidate.avg(amount)': '3.60000000',
        'legacy.nulls(amount)': '1',
        'legacy.maxText(day)': '2026-01-03',
      },
    });
    expect(await run(LEGACY, LEGACY)).toMatchObject({ status: 'pass' });
  });

  it('is red for a sum that is a hundredth off, and says by how much', async () => {
    const result = await run(LEGACY, DRIFTED, { columns: { amount: ['sum', 'count', 'max'] } });
    expect(result).toMatchObject({ status: 'fail', total: 1, summary: { text: '1 differences in 3 figures of 4 rows' } });
    expect(result.differences).toMatchObject([
      {
        kind: 'value',
        column: 'amount',
        legacy: { text: '10.80' },
        candidate: { text: '10.81' },
        message: { text: 'sum of amount differs by +0.01' },
      },
    ]);
  });

  it('compares group by group', async () => {
    const result = await run(LEGACY, `${DRIFTED}5,Nara,1,2026-01-01\n`, { columns: { amount: ['sum', 'avg'] }, by: ['city'] });
    expect(result).toMatchObject({ status: 'fail', total: 3, figures: { groups: 3 } });
    expect(result.differences).toMatchObject([
      { kind: 'added', key: ['Nara'] },
      { kind: 'value', key: ['Osaka'], legacy: { text: '0.30' }, candidate: { text: '0.31' } },
      { kind: 'value', key: ['Osaka'], legacy: { text: '0.15000000' }, candidate: { text: '0.15500000' } },
    ]);
    expect(
      await run(LEGACY, LEGACY.replace('1,Kyoto', '1,Osaka').replace('2,Osaka', '2,Kyoto'), { columns: { amount: ['sum'] }, by: ['city'] }),
    ).toMatchObject({ status: 'fail', total: 2 });
  });

  it('compares averages by value and numbers however they are written', async () => {
    const rows = (cells: readonly string[]) => `n\n${cells.join('\n')}\n`;
    const columns = { n: ['avg', 'min', 'max'] };
    expect(await run(rows(['1', '2', '2', '1']), rows(['1.0', '2e0']), { columns })).toMatchObject({ status: 'pass' });
    expect(await run(rows(['1', '1', '2']), rows(['1', '1', '2.0000000000001']), { columns: { n: ['avg'] } })).toMatchObject({ status: 'fail' });
  });

  it('is exact where floats are not', async () => {
    const rows = (last: string) => `n\n9007199254740993.01\n0.1\n0.2\n${last}\n`;
    expect(await run(rows('0.00'), rows('0.01'), { columns: { n: ['sum'] } })).toMatchObject({
      status: 'fail',
      figures: { 'legacy.sum(n)': '9007199254740993.31', 'candidate.sum(n)': '9007199254740993.32' },
    });
  });

  it('tolerates up to a bound, told in the summary, and allows by an allowance', async () => {
    const columns = { amount: ['sum'] };
    expect(await run(LEGACY, DRIFTED, { columns, tolerance: { amount: { sum: '0.01' } } })).toMatchObject({
      status: 'pass',
      summary: { text: '1 figures of 4 rows agree, 1 of them within their tolerance' },
    });
    expect(await run(LEGACY, DRIFTED, { columns, tolerance: { amount: { sum: '0.009' } } })).toMatchObject({ status: 'fail' });
    const accepted = { ...allowance('aggregate', 1), target: { check: 'aggregate', column: 'amount' }, bound: { count: 1, absolute: '0.01' } };
    expect(await run(LEGACY, DRIFTED, { columns }, {}, [accepted])).toMatchObject({ status: 'pass', allowed: [{ covered: 1 }] });
    expect(await run(LEGACY, DRIFTED, { columns }, {}, [{ ...accepted, bound: { count: 1, absolute: '0.005' } }])).toMatchObject({ status: 'fail' });
  });

  it('does not pass over a cell that is no number, and names it', async () => {
    const dashed = LEGACY.replace(',10.50,', ',-,');
    const result = await run(dashed, dashed.replace('Kyoto,,', 'Kyoto,n/a,'), { columns: { amount: ['sum'] } });
    expect(result).toMatchObject({ status: 'inconclusive', findings: [{ id: 'aggregate.no-number', side: 'legacy' }, { side: 'candidate' }] });
    expect(result.findings[0]?.message.text).toBe('1 cells of amount of legacy are no numbers; the first is "-" in record 1');
    const format = { kind: 'csv', config: { columns: { amount: { nullWords: ['-', ''] } } } };
    expect(await run(dashed, dashed, { columns: { amount: ['sum', 'nulls'] } }, { format })).toMatchObject({
      status: 'pass',
      figures: { 'legacy.nulls(amount)': '2' },
    });
  });

  it('is inconclusive when numbers need more digits than can be computed with', async () => {
    const wide = `n\n${'9'.repeat(30)}.${'1'.repeat(10)}\n`;
    expect(await run(wide, wide, { columns: { n: ['sum'] } })).toMatchObject({ status: 'inconclusive', findings: [{ id: 'aggregate.too-long' }] });
    const sums = `n\n${`${'9'.repeat(38)}\n`.repeat(3)}`;
    await expect(run(sums, sums, { columns: { n: ['sum'] } })).rejects.toMatchObject({ code: 'sql.overflow' });
  });

  it('is red for a column that one side lacks, and in doubt over one that neither has', async () => {
    const renamed = LEGACY.replace('amount', 'amounts');
    expect(await run(LEGACY, renamed, { columns: { amount: ['sum'], id: ['count'] } })).toMatchObject({
      status: 'fail',
      differences: [{ kind: 'column', column: 'amount' }],
    });
    expect(await run(LEGACY, LEGACY, { columns: { price: ['sum'], id: ['count'] } })).toMatchObject({
      status: 'inconclusive',
      findings: [{ id: 'aggregate.no-column' }],
    });
    expect(await run(LEGACY, LEGACY, { columns: { id: ['count'] }, by: ['price'] })).toMatchObject({ status: 'inconclusive' });
  });

  it('is inconclusive for what is missing, empty, malformed or no table', async () => {
    const ragged = `${LEGACY}5,Nara\n`;
    expect(await run(LEGACY, 'missing')).toMatchObject({ status: 'inconclusive' });
    expect(await run(HEADER, HEADER)).toMatchObject({ status: 'inconclusive', summary: { text: 'no rows on either side: nothing was compared' } });
    expect(await run(HEADER, HEADER, { columns: ALL }, { empty: 'valid' })).toMatchObject({ status: 'pass' });
    expect(await run('', '')).toMatchObject({ status: 'inconclusive', summary: { text: 'no rows on either side: nothing was compared' } });
    expect(await run('', '', { columns: ALL }, { empty: 'valid' })).toMatchObject({ status: 'pass', summary: { text: 'no rows on either side' } });
    expect(await run(LEGACY, HEADER, { columns: { amount: ['nulls'] } })).toMatchObject({ status: 'fail' });
    expect(await run(LEGACY, '', { columns: { amount: ['nulls'] } })).toMatchObject({ status: 'fail' });
    expect(await run(ragged, ragged)).toMatchObject({ status: 'inconclusive', findings: [{ id: 'csv.ragged-record', at: { line: 6 } }, {}] });
    expect(await run(LEGACY, LEGACY, { columns: ALL }, { format: { kind: 'bytes', config: {} } })).toMatchObject({ status: 'inconclusive' });
  });

  it('says how many figures could be compared', async () => {
    const found = await run(LEGACY, LEGACY, { columns: { city: ['sum', 'distinct'] } });
    expect(found).toMatchObject({
      status: 'inconclusive',
      summary: { text: expect.stringMatching(/^1 of 2 figures of 4 rows agree, but 4 cells of city/) },
    });
  });

  it('is inconclusive for delimiters that the SQL engine does not know', async () => {
    const text = LEGACY.replaceAll(',', '\0');
    const format = { kind: 'csv', config: { delimiter: '\0' } };
    expect(await run(text, text, { columns: ALL }, { format })).toMatchObject({ status: 'inconclusive', findings: [{ id: 'sql.dialect' }, {}] });
  });

  it('refuses a tolerance that can never apply', async () => {
    await expect(run(LEGACY, LEGACY, { columns: { amount: ['sum'] }, tolerance: { amount: { avg: '1' } } })).rejects.toThrow('tolerance');
    await expect(run(LEGACY, LEGACY, { columns: { day: ['maxText'] }, tolerance: { day: { maxText: '1' } } })).rejects.toThrow('tolerance');
    await expect(run(LEGACY, LEGACY, { columns: {} })).rejects.toThrow('at least one column');
  });
});
