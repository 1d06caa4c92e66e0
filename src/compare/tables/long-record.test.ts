import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { csvFormat } from '../csv/csv-format.ts';
import { compareTables } from './compare-tables.ts';

const folder = useTempFolder();

function tableOf(text: string) {
  const file = folder.fresh();
  writeFileSync(file, text);
  return { file, format: csvFormat.config.parse({}) };
}

// The kernel's buffers for such a record, for both sides and each thread, would not fit into its memory.
it('leaves a record of many MiB to the careful reader', async () => {
  const [legacy, candidate] = [`id,v\n1,"${'x'.repeat(9 << 20)}"\n`, `id,v\n1,"${'x'.repeat(9 << 20)}y"\n`].map(tableOf);
  if (legacy === undefined || candidate === undefined) throw new Error('two tables were written');
  expect(await compareTables(legacy, candidate, { key: ['id'] })).toMatchObject({ engine: 'text', compared: true, changed: 1, cells: 1 });
});
