import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TwinrunError } from '../model/error.ts';
import { useTempFolder } from '../testing/temporary-folder.ts';
import { readJsonOf } from './read-json-of.ts';

const temp = useTempFolder();
const read = (file: string) =>
  readJsonOf<{ readonly schema: 's/1' }>(file, 's/1', () => new TwinrunError({ code: 'test.damaged', message: 'it is damaged', fix: 'Mend it.' }));

it('is undefined only where the file is absent', async () => {
  const folder = temp.fresh();
  mkdirSync(join(folder, 'unreadable'), { recursive: true });
  writeFileSync(join(folder, 'no-folder'), '');
  expect(await read(join(folder, 'absent'))).toBeUndefined();
  expect(await read(join(folder, 'no-folder', 'absent'))).toBeUndefined();
  await expect(read(join(folder, 'unreadable'))).rejects.toMatchObject({ code: 'EISDIR' });
});

it.each(['', '{', 'null', '{"schema":"s/2"}'])('is damaged where it holds %j', async (text) => {
  const file = join(temp.fresh(), 'file');
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  await expect(read(file)).rejects.toMatchObject({ code: 'test.damaged' });
});
