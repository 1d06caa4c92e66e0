import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { csvFormat } from '../csv/csv-format.ts';
import { compareTables } from './compare-tables.ts';

const folder = temporaryFolder();

it.each([
  ['clean', 'id,v\n1,a\n2,b\n'],
  ['duplicate keys', 'id,v\n1,a\n1,b\n1,a\n'],
  ['duplicate headers', 'id,v,v\n1,a,b\n'],
  ['ragged', 'id,v\n1\n2,b,c\n'],
  ['malformed', 'id,v\n1,"a\n2,b\n'],
  ['bad UTF-8', Buffer.from([0x69, 0x64, 0x0a, 0xff, 0x0a])],
  ['header only', 'id,v\n'],
  ['empty', ''],
  ['missing key', 'key,v\n1,a\n'],
])('reading one of two identical files gives what reading both gives: %s', async (name, content) => {
  const file = join(folder, `${name}.csv`);
  writeFileSync(file, content);
  const source = { file, format: csvFormat.config.parse({}) };
  const both = await compareTables(source, source, { key: ['id'] });
  expect(await compareTables(source, source, { key: ['id'], identical: true })).toEqual(both);
  for (const key of [{ key: ['id'] }, {}]) {
    const { engine: _, ...byKernel } = await compareTables(source, source, { ...key, identical: true, engine: 'kernel' });
    const { engine: __, ...byText } = await compareTables(source, source, { ...key, engine: 'text' });
    expect(byKernel).toEqual(byText);
  }
});
