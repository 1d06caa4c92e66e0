import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { encode } from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { makeZip } from '../../testing/make-zip.ts';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { NO_FACTS } from '../explain/facts.ts';
import { diffFiles } from './diff-files.ts';

const folder = useTempFolder();
const file = (data: string | Buffer): string => {
  const path = folder.fresh();
  writeFileSync(path, data);
  return path;
};

const CSV = 'id,名\n1,山～\n2,川\n';
const encoding = { legacy: 'cp932', candidate: 'utf-8' };

describe('two files in other charsets and archives', () => {
  it('are the same, and what is not the same about them is told', async () => {
    const legacy = file(gzipSync(encode(CSV.replaceAll('\n', '\r\n'), 'cp932')));
    const candidate = file(makeZip([{ name: 'clients.csv', data: Buffer.from(CSV) }]));
    const found = await diffFiles(legacy, candidate, { key: ['id'], settings: { encoding } });
    expect(found).toMatchObject({
      status: 'pass',
      legacy: { file: legacy, rows: 2, readAs: 'CP932, gzip' },
      candidate: { file: candidate, rows: 2, readAs: 'zip, member clients.csv' },
    });
    expect(found.differences.map(({ kind, legacy: mine, candidate: theirs }) => [kind, mine, theirs])).toEqual([
      ['representation', 'CP932', 'UTF-8'],
      ['representation', 'gzip', 'zip'],
      ['representation', 'CRLF', 'LF'],
    ]);
    expect(await diffFiles(legacy, candidate, { key: ['id'], strict: true, settings: { encoding } })).toMatchObject({ status: 'fail' });
  });

  it('differ where another character stands, though it looks the same', async () => {
    const found = await diffFiles(file(encode(CSV, 'cp932')), file(CSV.replace('～', '〜')), { key: ['id'], settings: { encoding } });
    expect(found).toMatchObject({ status: 'fail', cells: 1, columns: { 名: 1 } });
  });

  it('never pass on a part', async () => {
    const whole = gzipSync(CSV);
    const cut = await diffFiles(file(whole.subarray(0, -3)), file(CSV), { key: ['id'] });
    expect(cut).toMatchObject({ status: 'inconclusive', findings: [{ id: 'archive.damaged', side: 'legacy' }] });
    const both = await diffFiles(file(whole.subarray(0, -3)), file(whole.subarray(0, -3)), { key: ['id'] });
    expect(both.status).toBe('inconclusive');
  });

  it('never pass in a charset that they are not in', async () => {
    const bytes = Buffer.from('id,n\n1,\xff\n', 'latin1');
    for (const charset of ['utf-8', 'cp932', 'euc-jp', 'auto'])
      expect((await diffFiles(file(bytes), file(bytes), { settings: { encoding: charset } })).status).toBe('inconclusive');
  });
});

describe('other formats', () => {
  it('jsonl: by key and cell, null and a missing key apart', async () => {
    const legacy = file('{"id":1,"a":null,"n":1.0}\n{"id":2,"a":"x","n":2}\n');
    const candidate = file('{"n":1,"id":1}\n{"n":2,"id":2,"a":"x"}\n');
    const found = await diffFiles(legacy, candidate, { format: 'jsonl', key: ['id'] });
    expect(found).toMatchObject({ status: 'fail', changed: 1, columns: { a: 1, n: 1 } });
    const rules = { n: { decimal: {} }, a: { nullWords: ['', 'null'] } } as const;
    expect(await diffFiles(legacy, candidate, { format: 'jsonl', key: ['id'], columns: rules })).toMatchObject({
      status: 'pass',
      equivalent: { n: 1, a: 1 },
    });
  });

  it('fixed: with rules for its columns', async () => {
    const settings = {
      fields: [
        { name: 'id', width: 2 },
        { name: 'amount', width: 6 },
      ],
      trim: 'both',
    };
    const options = { format: 'fixed', settings, key: ['id'] };
    const [legacy, candidate] = [file('01  1.00\n02  2.00\n'), file('01   1.0\n02  2.01\n')];
    expect(await diffFiles(legacy, candidate, options)).toMatchObject({ changed: 2 });
    expect(await diffFiles(legacy, candidate, { ...options, columns: { amount: { decimal: {} } } })).toMatchObject({
      changed: 1,
      columns: { amount: 1 },
    });
  });

  it('text: in its order, with numbers of lines', async () => {
    const found = await diffFiles(file('a\nb\nc\n'), file('b\nc\na\n'), { format: 'text' });
    expect(found).toMatchObject({ status: 'fail', added: 1, removed: 1, key: null });
    expect(found.differences.map(({ message }) => message)).toEqual(['line 1 of legacy', 'line 3 of candidate']);
  });

  it('text: with causes', async () => {
    const found = await diffFiles(file('Ａ\n'), file('A\n'), { format: 'text', explain: NO_FACTS });
    expect(found.explanations).toMatchObject([{ id: 'width', accountsFor: 1 }]);
  });

  it('csv without a header', async () => {
    const found = await diffFiles(file('1,a\n2,b\n'), file('1,a\n2,c\n'), { settings: { header: ['id', 'name'] }, key: ['id'] });
    expect(found).toMatchObject({ status: 'fail', columns: { name: 1 }, legacy: { rows: 2 } });
  });

  it.each([
    [{ format: 'xml' }, 'diff.unknown-format', '--format', 'there is no format `xml`'],
    [{ format: 'tsv', delimiter: ';' }, 'diff.bad-option', 'delimiter', 'the format `tsv` has no such setting'],
    [{ settings: { unit: 'bytes' } }, 'diff.bad-option', 'unit', 'the format `csv` has no such setting'],
    [{ format: 'text', key: ['id'] }, 'diff.bad-option', 'key', 'the format `text` has no such setting'],
    [{ format: 'fixed' }, 'diff.bad-option', 'fields', 'the format `fixed` needs this setting'],
    [{ settings: { encoding: 'ebcdic' } }, 'diff.bad-option', 'encoding', expect.stringContaining('one of utf-8, utf-16le')],
  ])('%j is misuse', async (options, code, field, message) => {
    await expect(diffFiles(file(CSV), file(CSV), options)).rejects.toMatchObject({ code, exitCode: 3, at: { field }, message });
  });
});
