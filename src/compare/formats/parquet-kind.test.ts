import { readFile, truncate } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { checkContext, makeEvidence } from '../../testing/evidence.ts';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { diffFiles } from '../diff/diff-files.ts';
import { withDuck } from '../duck/duck.ts';
import { compareOutput } from '../outputs/compare-output.ts';
import { withPreparedEvidence } from './prepare-evidence.ts';

const folder = useTempFolder();
const ROWS = "SELECT range AS id, 'name ' || range AS name, CAST(range AS DECIMAL(10, 2)) / 4 AS amount FROM range(1000)";

async function parquet(select: string, order = 'id'): Promise<string> {
  const file = `${folder.fresh()}.parquet`;
  await withDuck({}, undefined, (duck) =>
    duck.run(`COPY (SELECT * FROM (${select}) ORDER BY ${order}) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`),
  );
  return file;
}

const diff = async (legacy: string, candidate: string) => diffFiles(legacy, candidate, { format: 'parquet', key: ['id'] });

it('compares Parquet files by key and cell, in whatever order and blocks the records stand', async () => {
  const legacy = await parquet(ROWS);
  expect(await diff(legacy, await parquet(ROWS, 'name DESC'))).toMatchObject({ status: 'pass', legacy: { rows: 1000 }, candidate: { rows: 1000 } });
  const changed = await parquet(ROWS.replace("'name ' || range", "CASE WHEN range = 7 THEN 'other' ELSE 'name ' || range END"));
  expect(await diff(legacy, changed)).toMatchObject({
    status: 'fail',
    cells: 1,
    columns: { name: 1 },
    differences: [{ key: ['7'], legacy: 'name 7', candidate: 'other' }],
  });
});

it('does not pass NULL for an empty text, or a file that is cut off on both sides', async () => {
  const [nothing, empty] = [await parquet('SELECT 1 AS id, CAST(NULL AS VARCHAR) AS a'), await parquet("SELECT 1 AS id, '' AS a")];
  const found = await diff(nothing, empty);
  expect(found.differences).toMatchObject([{ kind: 'representation' }]);
  await truncate(empty, 100);
  expect((await diff(empty, empty)).status).toBe('inconclusive');
});

it('is judged as any table is', async () => {
  const [legacy, candidate] = [await readFile(await parquet(ROWS)), await readFile(await parquet(`${ROWS} WHERE range <> 3`))];
  const pair = await makeEvidence({
    folder: folder.fresh(),
    legacy: { 'a.parquet': legacy },
    candidate: { 'a.parquet': candidate },
    format: { kind: 'parquet', config: { key: ['id'] } },
  });
  const x = checkContext();
  const compared = await withPreparedEvidence(pair, x.signal, (prepared) => compareOutput(prepared, 'clients', 100, x));
  expect(compared).toMatchObject({ kind: 'compared', settled: { open: { total: 1, listed: [{ difference: { kind: 'removed', key: ['3'] } }] } } });
});
