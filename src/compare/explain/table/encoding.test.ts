import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { explainPair } from '../../../testing/table-input.ts';
import { encoding } from './encoding.ts';
import { misread } from './misread.ts';

const NAMES = ['山田', '佐藤', '鈴木', 'plain', '高橋', '表示', 'ｱｲｳ'];
const UTF8 = `id,name\n${NAMES.map((name, n) => `${n},${name}\n`).join('')}`;
const LATIN = UTF8.replace('山田', 'Müller')
  .replace('佐藤', 'Žižek')
  .replace(/[鈴高表ｱ].*/g, 'é');
const kinds = (differences: readonly { readonly kind: string; readonly key?: readonly string[] }[]) =>
  differences.map(({ kind, key }) => [kind, key?.[0]]);

describe('encoding of a file', () => {
  it.each([
    ['CP932', UTF8],
    ['EUC-JP', UTF8],
    ['windows-1252', LATIN],
  ])('recognises %s, on either side', async (charset, text) => {
    const bytes = iconv.encode(text, charset);
    const legacy = await explainPair(encoding, bytes, text, { key: ['id'] });
    expect(legacy.explanations).toMatchObject([{ strength: 'reproduces', parameters: { side: 'legacy', charset } }]);
    expect(legacy.accounted[0]?.map(({ kind }) => kind)).toContain('representation');
    expect(legacy.open).toEqual([]);
    expect(legacy.explanations[0]?.fix.text).toContain('encoding: { legacy: ');
    const candidate = await explainPair(encoding, text, bytes, { key: ['id'] });
    expect(candidate.explanations).toMatchObject([{ parameters: { side: 'candidate', charset } }]);
    expect(candidate.explanations[0]?.fix.text).toContain('PGCLIENTENCODING=UTF8');
  });

  it.each(['CP932', 'EUC-JP'])('takes a wave dash and its family for the same in %s, by whichever table', async (charset) => {
    const ours = 'id,v\n1,10〜12時\n2,−5‖\n3,¢£¬\n';
    const theirs = iconv.encode('id,v\n1,10～12時\n2,－5∥\n3,￠￡￢\n', charset);
    const { explanations, open } = await explainPair(encoding, ours, theirs, { key: ['id'] });
    expect(explanations).toMatchObject([{ strength: 'reproduces', parameters: { side: 'candidate', charset, lines: 3 } }]);
    expect(open).toEqual([]);
  });

  it('accounts for records whose key looks different, not for those that are', async () => {
    const candidate = UTF8.replace('鈴木', '鈴本');
    const { explanations, accounted, open } = await explainPair(encoding, iconv.encode(UTF8, 'CP932'), candidate);
    expect(explanations).toMatchObject([{ strength: 'reproduces', parameters: { lines: 5 } }]);
    expect(accounted[0]).toHaveLength(1 + 2 * 5);
    expect(kinds(open)).toEqual([
      ['removed', '2'],
      ['added', '2'],
    ]);
    const keyed = await explainPair(encoding, iconv.encode(UTF8, 'EUC-JP'), UTF8.replace('4,高橋', '9,高橋'), { key: ['name'] });
    expect(kinds(keyed.open)).toEqual([
      ['removed', misread('高橋', 'EUC-JP')],
      ['added', '高橋'],
    ]);
  });

  it('is only consistent where no line is the same, and proves nothing by texts that look alike', async () => {
    const candidate = UTF8.replaceAll(/^(\d),/gm, '$1$1,');
    const { explanations, accounted, open } = await explainPair(encoding, iconv.encode(UTF8, 'CP932'), candidate);
    expect(explanations).toMatchObject([{ strength: 'consistent', parameters: { lines: 0 } }]);
    expect(accounted[0]).toHaveLength(1);
    expect(open).toHaveLength(14);
    const swapped = await explainPair(encoding, iconv.encode('id,name\n1,佐藤\n2,山田\n', 'EUC-JP'), 'id,name\n1,山田\n2,佐藤\n', { key: ['id'] });
    expect(swapped.open.map(({ kind }) => kind)).toEqual(['changed', 'changed']);
  });

  it('accounts for names of columns', async () => {
    const text = UTF8.replace('name', '名前').replace('id', 'id');
    const { accounted, open } = await explainPair(encoding, iconv.encode(text, 'CP932'), text, { key: ['id'] });
    expect(accounted[0]?.map(({ kind }) => kind)).toEqual(['column', 'column', 'representation']);
    expect(open).toEqual([]);
  });

  it.each([
    ['both are UTF-8', UTF8, UTF8.replace('山田', '山本')],
    ['both are CP932', iconv.encode(UTF8, 'CP932'), iconv.encode(UTF8.replace('山田', '山本'), 'CP932')],
    ['nothing looks like it', Buffer.from('id,name\n0,\xffA\xfeB\xfdC\n', 'latin1'), UTF8],
  ])('is silent when %s', async (_, legacy, candidate) => {
    expect((await explainPair(encoding, legacy, candidate, { key: ['id'] })).explanations).toEqual([]);
  });
});
