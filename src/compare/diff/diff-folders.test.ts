import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import type { DiffOptions } from './diff-files.ts';
import { diffFolders } from './diff-folders.ts';

const temporary = useTempFolder();

function folder(files: Readonly<Record<string, string>>): string {
  const path = temporary.fresh();
  mkdirSync(path);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

const diff = (legacy: Readonly<Record<string, string>>, candidate: Readonly<Record<string, string>>, options: DiffOptions = {}) =>
  diffFolders(folder(legacy), folder(candidate), options);

describe('diffFolders', () => {
  it('compares file by file of the same name, in the order of names', async () => {
    const document = await diff(
      { 'b.csv': 'id,v\n1,a\n', 'deep/er/a.csv': 'id,v\n1,a\n', 'log.txt': 'one', 'gone.csv': 'id\n1\n', 'same.txt': 'x' },
      { 'b.csv': 'id,v\n1,b\n', 'deep/er/a.csv': 'id,v\n1,a\n', 'log.txt': 'two', 'come.txt': '', 'same.txt': 'x' },
      { key: ['id'] },
    );
    expect(document).toMatchObject({ schema: 'twinrun.diff-folder/1', status: 'fail', counts: { pass: 2, fail: 4, inconclusive: 0 }, total: 4 });
    expect(document).toMatchObject({ legacy: { files: 5 }, candidate: { files: 5 } });
    expect(document.files.map(({ name, status, compared }) => [name, status, compared])).toEqual([
      ['b.csv', 'fail', 'table'],
      ['come.txt', 'fail', 'none'],
      ['deep/er/a.csv', 'pass', 'table'],
      ['gone.csv', 'fail', 'none'],
      ['log.txt', 'fail', 'bytes'],
      ['same.txt', 'pass', 'bytes'],
    ]);
    expect(document.files[0]).toMatchObject({ schema: 'twinrun.diff/1', changed: 1, columns: { v: 1 } });
    expect(document.files[1]).toMatchObject({ side: 'candidate', message: 'only in candidate' });
  });

  it.each([
    [{}, {}, 'inconclusive'],
    [{ _SUCCESS: '' }, { _SUCCESS: '' }, 'inconclusive'],
    [{ _SUCCESS: '', 'a.csv': 'id\n1\n' }, { _SUCCESS: '', 'a.csv': 'id\n1\n' }, 'pass'],
    [{ 'a.csv': 'id\n1\n' }, { 'a.csv': 'id\r\n1\r\n' }, 'pass'],
    [{ 'a.txt': '1\n' }, { 'a.txt': '1\r\n' }, 'fail'],
    [{ 'a.csv': 'id\n1\n', 'b.csv': 'id\n' }, { 'a.csv': 'id\n1\n', 'b.csv': 'id\n' }, 'inconclusive'],
    [{ 'a.csv': 'id\n1\n', 'b.csv': 'id\n' }, { 'a.csv': 'id\n2\n', 'b.csv': 'id\n' }, 'fail'],
    [{ 'a.csv': 'id\n1\n' }, {}, 'fail'],
    [{ 'A.csv': 'id\n1\n' }, { 'a.csv': 'id\n1\n' }, 'fail'],
  ])('judges %j against %j: %s', async (legacy, candidate, status) => expect((await diff(legacy, candidate)).status).toBe(status));

  it('holds key and rules where there are such columns, and exact multisets where there are not', async () => {
    const legacy = { 'a.csv': 'id,fee,run\n1,10,a\n2,20,a\n', 'b.csv': 'other,fee\nx,10\ny,20\n', 'c.tsv': 'id\tfee\n1\t10\n' };
    const candidate = { 'a.csv': 'id,fee,run\n2,21,b\n1,10,b\n', 'b.csv': 'other,fee\ny,20\nx,10\n', 'c.tsv': 'id\tfee\n1\t11\n' };
    const columns = { fee: { tolerance: { absolute: '1' } }, run: { ignore: 'the run' } };
    const { status, files } = await diff(legacy, candidate, { key: ['id'], columns });
    expect(files.map((file) => file.compared === 'table' && [file.key, file.equivalent])).toEqual([
      [['id'], { fee: 1 }],
      [null, {}],
      [['id'], { fee: 1 }],
    ]);
    expect(status).toBe('pass');
    const moved = { ...candidate, 'b.csv': 'other,fee\ny,20\nx,11\n' };
    expect((await diff(legacy, moved, { key: ['id'], columns })).files[1]).toMatchObject({ status: 'fail', added: 1, removed: 1 });
  });

  it('refuses a key and a rule that no table has', async () => {
    const file = { 'a.csv': 'id\n1\n', 'b.csv': 'key\n1\n' };
    await expect(diff(file, file, { key: ['idd'] })).rejects.toMatchObject({ code: 'diff.unknown-key', exitCode: 3 });
    await expect(diff(file, file, { columns: { fee: { ignore: 'x' } } })).rejects.toMatchObject({ code: 'diff.unknown-column' });
    await expect(diffFolders(temporary.fresh(), folder(file))).rejects.toMatchObject({ code: 'diff.folder-unreadable', exitCode: 3 });
  });

  it('follows links to files, and compares nothing else', async () => {
    const [legacy, candidate] = [folder({ 'a.csv': 'id\n1\n' }), folder({ 'a.csv': 'id\n1\n' })];
    rmSync(join(candidate, 'a.csv'));
    symlinkSync(join(legacy, 'a.csv'), join(candidate, 'a.csv'));
    expect((await diffFolders(legacy, candidate)).status).toBe('pass');
    for (const path of [legacy, candidate]) symlinkSync(legacy, join(path, 'loop'));
    expect(await diffFolders(legacy, candidate)).toMatchObject({
      status: 'inconclusive',
      files: [{ status: 'pass' }, { compared: 'none', status: 'inconclusive' }],
    });
  });

  it('stops when cancelled', async () => {
    await expect(diffFolders(folder({ a: '' }), folder({ a: '' }), {}, AbortSignal.abort())).rejects.toBeDefined();
  });
});
