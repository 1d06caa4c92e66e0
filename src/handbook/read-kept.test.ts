import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useTempFolder } from '../testing/temporary-folder.ts';
import { keptIds } from './read-kept.ts';

const temp = useTempFolder();

it('lists the newest first; what cannot be read is not taken for nothing', async () => {
  const room = temp.fresh();
  expect(await keptIds(room)).toEqual([]);
  for (const id of ['20260101T000000Z-a', '20260102T000000Z-b']) mkdirSync(join(room, id), { recursive: true });
  expect(await keptIds(room)).toEqual(['20260102T000000Z-b', '20260101T000000Z-a']);
  writeFileSync(join(room, 'file'), '');
  await expect(keptIds(join(room, 'file'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});
