import { mkdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { type DiffOptions, diffFiles } from './diff-files.ts';

const folder = useTempFolder();

async function diff(legacy: string, candidate: string, options: DiffOptions = { key: ['id'] }) {
  const files = [folder.fresh(), folder.fresh()] as const;
  await writeFile(files[0], legacy);
  await writeFile(files[1], candidate);
  return diffFiles(...files, options);
}

describe('diffFiles', () => {
  it('makes the document', async () => {
    const document = await diff('id,v\n1,a\n2,b\n3,\n', 'id,v\n1,A\n3,\n4,d\n');
    expect(document).toMatchObject({ schema: 'twinrun.diff/1', status: 'fail', legacy: { rows: 3 }, candidate: { rows: 3 }, total: 3 });
    expect(document).toMatchObject({ added: 1, removed: 1, changed: 1, cells: 1, columns: { v: 1 }, nullQuoting: 0, findings: [] });
    expect(document.differences).toEqual([
      { kind: 'changed', key: ['1'], column: 'v', legacy: 'a', candidate: 'A', message: null },
      { kind: 'removed', key: ['2'], column: null, legacy: null, candidate: null, message: null },
      { kind: 'added', key: ['4'], column: null, legacy: null, candidate: null, message: null },
    ]);
  });

  it('ignores representation unless strict', async () => {
    const files = ['id\n1\n', 'id\r\n1\r\n'] as const;
    expect(await diff(...files)).toMatchObject({ status: 'pass', total: 1, cells: 0 });
    expect(await diff(...files, { key: ['id'], strict: true })).toMatchObject({ status: 'fail', total: 1 });
  });

  it.each([
    ['id\n', 'id\n', 'inconclusive'],
    ['', '', 'inconclusive'],
    ['id\n1\n', 'id\n', 'fail'],
    ['', 'id\n1\n', 'fail'],
    ['id\n', '', 'fail'],
    ['id,x\n1\n', 'id,x\n1\n', 'inconclusive'],
    ['id\n1\n', 'id\n"1\n', 'inconclusive'],
    ['id\n1\n1\n', 'id\n1\n1\n', 'pass'],
    ['id,x\n1,a\n', 'id,y\n1,a\n', 'fail'],
    ['id,x,x\n1,a,a\n', 'id,x,x\n1,a,a\n', 'fail'],
  ])('judges %j against %j: %s', async (legacy, candidate, status) => {
    expect((await diff(legacy, candidate)).status).toBe(status);
    expect((await diff(legacy, candidate, {})).status).toBe(status);
  });

  it('does not pass where every column is ignored', async () => {
    const ignore = { ignore: 'asked for' };
    const files = ['id,v\n1,a\n', 'id,v\n2,b\n'] as const;
    expect(await diff(...files, { columns: { id: ignore, v: ignore } })).toMatchObject({
      status: 'inconclusive',
      total: 0,
      findings: [{ id: 'columns.none-compared' }],
    });
    expect(await diff('id,v\n1,a\n', 'id,v\n1,b\n', { columns: { v: ignore } })).toMatchObject({ status: 'pass', findings: [] });
  });

  it('tells mixed line ends apart where they are mixed in other shares', async () => {
    const files = ['id\r\n1\r\n2\n', 'id\r\n1\n2\n'] as const;
    const document = await diff(...files, { key: ['id'], strict: true });
    expect(document).toMatchObject({ status: 'fail', differences: [{ legacy: 'mixed (LF 1, CRLF 2)', candidate: 'mixed (LF 2, CRLF 1)' }] });
    // Of files of different length the shares say nothing.
    expect((await diff('id\r\n1\n', 'id\r\n1\n2\n', { key: ['id'], strict: true })).differences).toMatchObject([{ kind: 'added' }]);
  });

  it('names the empty sides', async () => {
    expect((await diff('id\n', 'id\n')).findings.map(({ id, side }) => [id, side])).toEqual([
      ['records.none', 'legacy'],
      ['records.none', 'candidate'],
    ]);
  });

  it('shows the whole record as key where there is none', async () => {
    expect((await diff('id,v\n1,a\n', 'id,v\n1,b\n', {})).differences.map(({ key }) => key)).toEqual([
      ['1', 'a'],
      ['1', 'b'],
    ]);
  });

  it('refuses what cannot be compared, as misuse', async () => {
    const there = folder.fresh();
    await writeFile(there, 'id,name\n1,a\n');
    const folderPath = folder.fresh();
    await mkdir(folderPath);
    await expect(diffFiles(there, folder.fresh())).rejects.toMatchObject({ code: 'diff.file-missing', exitCode: 3 });
    await expect(diffFiles(folderPath, there)).rejects.toMatchObject({ code: 'diff.not-a-file', exitCode: 3, at: { file: folderPath } });
    await expect(diffFiles(there, there, { key: ['Id'] })).rejects.toMatchObject({ code: 'diff.unknown-key', exitCode: 3, expected: '"id", "name"' });
    await expect(diffFiles(there, there, { key: ['id', 'id'] })).rejects.toMatchObject({ code: 'diff.bad-option', exitCode: 3 });
    await expect(diffFiles(there, there, { delimiter: 'ab' })).rejects.toMatchObject({ code: 'diff.bad-option', exitCode: 3 });
  });

  it('stops when cancelled', async () => {
    const there = folder.fresh();
    await writeFile(there, 'id\n1\n');
    await expect(diffFiles(there, there, {}, AbortSignal.abort())).rejects.toMatchObject({ exitCode: 130 });
  });
});
