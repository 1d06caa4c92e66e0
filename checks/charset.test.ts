import { gzipSync } from 'node:zlib';
import { encode } from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { allowance } from '../src/testing/allowance.ts';
import { checkContext, type EvidencePlan, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { charset } from './charset.ts';

const folder = useTempFolder();
const SJIS = Buffer.from([0x69, 0x64, 0x0a, 0x96, 0xbc, 0x0a]);

async function run(
  legacy: string | Buffer,
  candidate: string | Buffer,
  more: Partial<EvidencePlan> = {},
  accepted = 0,
  expect: 'utf-8' | 'cp932' | 'utf-16le' = 'utf-8',
) {
  const pair = await makeEvidence({ folder: folder.fresh(), legacy: { 'a.csv': legacy }, candidate: { 'a.csv': candidate }, ...more });
  return charset.check(pair, { output: 'clients', expect }, checkContext(accepted === 0 ? [] : [allowance('charset', accepted)]));
}

describe('charset', () => {
  it('passes for UTF-8, also with other contents', async () => {
    expect(await run('id\n名\n', 'id\n字\n')).toMatchObject({ status: 'pass' });
  });

  it('says which line of which side is none', async () => {
    const result = await run('id\n名\n', SJIS);
    expect(result).toMatchObject({ status: 'fail', total: 1, summary: { text: 'a.csv of candidate is not valid UTF-8, first on line 2' } });
    expect(await run('id\n名\n', SJIS, {}, 1)).toMatchObject({ status: 'pass' });
  });

  it('fails for both sides alike', async () => expect(await run(SJIS, SJIS)).toMatchObject({ status: 'fail', total: 2 }));

  it('fails for a byte order mark on one side only', async () => {
    expect(await run('\ufeffid\n1\n', 'id\n1\n')).toMatchObject({ status: 'fail', differences: [{ kind: 'representation' }] });
    expect(await run('\ufeffid\n1\n', '\ufeffid\n2\n')).toMatchObject({ status: 'pass' });
  });

  it('does not take UTF-16 for UTF-8', async () => {
    const wide = Buffer.from('id\n1\n', 'utf16le');
    expect(await run(wide, wide)).toMatchObject({ status: 'inconclusive', findings: [{ id: 'charset.nul' }, { id: 'charset.nul' }] });
    expect(await run(Buffer.concat([Buffer.from([0xff, 0xfe]), wide]), wide)).toMatchObject({ status: 'fail' });
  });

  it('looks for the charset that is expected', async () => {
    expect(await run(SJIS, SJIS, {}, 0, 'cp932')).toMatchObject({ status: 'pass', summary: { text: expect.stringContaining('as CP932') } });
    const broken = Buffer.from([0x69, 0x64, 0x0a, 0x85, 0x40, 0x0a]);
    expect(await run(SJIS, broken, {}, 0, 'cp932')).toMatchObject({ status: 'fail', differences: [{ candidate: { text: 'a.csv' } }] });
    const wide = Buffer.from('id\n1\n', 'utf16le');
    expect(await run(wide, wide, {}, 0, 'utf-16le')).toMatchObject({ status: 'pass' });
    expect(await run(wide.subarray(1), wide, {}, 0, 'utf-16le')).toMatchObject({ status: 'fail' });
  });

  it('doubts what is valid in the charset and is another one', async () => {
    const rows = 'サトウ タナカ スズキ カトウ テスト ナカタ ヤマダ'.split(' ').map((name, at) => `${at},${name}\n`);
    const text = `id,name\n${rows.join('')}`;
    const right = encode(text, 'cp932');
    const other = (of: string) => ({
      status: 'inconclusive',
      findings: [{ id: 'charset.other', side: 'candidate', message: { values: { other: of } } }],
    });
    expect(await run(right, right, {}, 0, 'cp932')).toMatchObject({ status: 'pass', findings: [] });
    expect(await run(right, encode(text, 'euc-jp'), {}, 0, 'cp932')).toMatchObject(other('EUC-JP'));
    expect(await run(SJIS, 'id\nああ\n', {}, 0, 'cp932')).toMatchObject(other('UTF-8'));
    const wide = Buffer.from('id\n1\n', 'utf16le');
    expect(await run(wide, 'id\n1\n', {}, 0, 'utf-16le')).toMatchObject({ status: 'fail' });
    expect(await run(wide, 'id\n12\n', {}, 0, 'utf-16le')).toMatchObject(other('UTF-8'));
    expect(await run(wide, Buffer.from(wide).swap16(), {}, 0, 'utf-16le')).toMatchObject(other('UTF-16BE'));
    const marked = Buffer.from('\ufeffid\n1\n', 'utf16le').swap16();
    expect(await run(wide, marked, {}, 0, 'utf-16le')).toMatchObject(other('UTF-16BE'));
    expect(await run('id\n1\n', 'id\n2\n', {}, 0, 'cp932')).toMatchObject({ status: 'pass', findings: [] });
  });

  it('looks into archives, and passes none that is damaged', async () => {
    const packed = gzipSync(SJIS);
    expect(await run(packed, packed)).toMatchObject({ status: 'fail', total: 2 });
    expect(await run(packed, packed, {}, 0, 'cp932')).toMatchObject({ status: 'pass' });
    const cut = packed.subarray(0, -3);
    expect(await run(cut, cut, {}, 0, 'cp932')).toMatchObject({
      status: 'inconclusive',
      findings: [{ id: 'archive.damaged' }, { id: 'archive.damaged' }],
    });
  });

  it('proves nothing without data', async () => {
    expect(await run('', '')).toMatchObject({ status: 'inconclusive' });
    expect(await run('id\n', 'id\n')).toMatchObject({ status: 'inconclusive' });
    expect(await run('', '', { empty: 'valid' })).toMatchObject({ status: 'pass' });
    expect(await run('x', 'x', { candidate: 'missing' })).toMatchObject({ status: 'inconclusive' });
  });
});
