import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { encode } from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { rawTable, readRaw } from '../../testing/raw-table.ts';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { PLAIN, writeTable } from '../../testing/write-table.ts';
import { DECODERS } from './encodings/registry.ts';

const folder = useTempFolder();
const read = (data: string | Buffer, config: unknown = {}) => readRaw(rawTable(folder.fresh(), data, 'csv', config));

/** Text that each charset has: ASCII with CSV's own letters, kana, kanji. */
const japanese = fc.stringMatching(/^[ -~あ-んア-ヶ亜哀山川東京～〜]{0,8}$/).map((text) => text.replaceAll('〜', '～'));
const latin = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)), maxLength: 8 });
const tables = (cell: fc.Arbitrary<string>) => fc.array(fc.tuple(cell, cell), { maxLength: 6 });

const CASES = [
  { encoding: 'utf-16le', cell: japanese, write: (text: string) => Buffer.from(text, 'utf16le') },
  { encoding: 'utf-16be', cell: japanese, write: (text: string) => Buffer.from(text, 'utf16le').swap16() },
  { encoding: 'cp932', cell: japanese, write: (text: string) => encode(text, 'cp932') },
  { encoding: 'shift_jis', cell: japanese, write: (text: string) => encode(text, 'cp932') },
  { encoding: 'euc-jp', cell: japanese, write: (text: string) => encode(text, 'euc-jp') },
  { encoding: 'iso-8859-1', cell: latin, write: (text: string) => Buffer.from(text, 'latin1') },
] as const;

describe.each(CASES)('a CSV in $encoding', ({ encoding, cell, write }) => {
  it('has the records, line ends and quotes that were written', async () => {
    const style = fc.record({ lineEnd: fc.constantFrom('\n' as const, '\r\n' as const), finalNewline: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(tables(cell), style, async (records, { lineEnd, finalNewline }) => {
        const table = writeTable(['id', '名'.length === 1 && cell === latin ? 'n' : '名'], records, { ...PLAIN, lineEnd, finalNewline });
        const found = await read(write(table), { encoding });
        expect(found).toMatchObject({ records, findings: [], bom: false, finalNewline });
        expect(found.lineEnds).toBe(records.length === 0 && !finalNewline ? '' : lineEnd === '\n' ? 'LF' : 'CRLF');
      }),
      { numRuns: 40 },
    );
  });
});

describe('decoders', () => {
  it.each(CASES)('read $encoding alike however it comes in pieces', ({ encoding, cell, write }) => {
    fc.assert(
      fc.property(fc.array(cell), fc.integer({ min: 1, max: 5 }), (texts, size) => {
        const text = texts.join('\n');
        const bytes = write(text);
        const decoder = DECODERS[encoding === 'shift_jis' ? 'cp932' : encoding]();
        let out = '';
        for (let at = 0; at < bytes.length; at += size) out += decoder.decode(bytes.subarray(at, at + size));
        expect(out + decoder.end()).toBe(text);
        expect(decoder.invalidLine).toBeUndefined();
      }),
    );
  });

  it.each(['utf-8', 'utf-16le', 'utf-16be', 'cp932', 'euc-jp'] as const)('of %s find the same first invalid line in any pieces', (charset) => {
    const bytes = fc.array(
      fc.oneof(
        fc.constant([0x0a]),
        fc.constant([0x0a, 0x00]),
        fc.constant([0x41]),
        fc.uint8Array({ maxLength: 3 }).map((part) => [...part]),
      ),
    );
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 4 }), (parts, size) => {
        const whole = Buffer.from(parts.flat());
        const run = (step: number) => {
          const decoder = DECODERS[charset]();
          let out = '';
          for (let at = 0; at < whole.length; at += step) out += decoder.decode(whole.subarray(at, at + step));
          return { out: out + decoder.end(), line: decoder.invalidLine, variants: decoder.variants };
        };
        expect(run(size)).toEqual(run(Math.max(1, whole.length)));
      }),
      { numRuns: 500 },
    );
  });

  it.each(['utf-16le', 'utf-16be'] as const)('of %s call valid what can be written back', (charset) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (units) => {
        // High bytes near the surrogates, so that halves are met often.
        const bytes = Buffer.from(units.map((byte, at) => (at % 2 === (charset === 'utf-16le' ? 1 : 0) && byte % 3 > 0 ? 0xd8 + (byte % 8) : byte)));
        const decoder = DECODERS[charset]();
        const text = decoder.decode(bytes) + decoder.end();
        const back = Buffer.from(text, 'utf16le');
        const same = bytes.length % 2 === 0 && (charset === 'utf-16le' ? back : back.swap16()).equals(bytes);
        expect(decoder.invalidLine === undefined).toBe(same);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a plain CSV', () => {
  it('is read where it is', async () => {
    const table = rawTable(folder.fresh(), 'id\n1\n', 'csv');
    expect(await readRaw(table)).toMatchObject({ prepared: table.file, records: [['1']], findings: [] });
  });

  it('leaves nothing behind where it had to be made', async () => {
    const { prepared } = await read(encode('名\n山\n', 'cp932'), { encoding: 'cp932' });
    expect(existsSync(prepared)).toBe(false);
  });
});

describe('CP932', () => {
  it('has one wave dash, whatever the other side makes of it', async () => {
    expect((await read(Buffer.from([0x61, 0x0a, 0x81, 0x60, 0x0a]), { encoding: 'cp932' })).records).toEqual([['\uff5e']]);
  });

  it('tells how many characters are written by a second code', async () => {
    const found = await read(Buffer.from([0x61, 0x0a, 0x81, 0xe0, 0x0a, 0x87, 0x90, 0x0a]), { encoding: 'cp932' });
    expect(found).toMatchObject({ records: [['≒'], ['≒']], origin: { variants: 1 }, findings: [] });
  });

  it.each([
    ['a first half alone at the end', [0x61, 0x0a, 0x0a, 0x81], 3],
    ['a code that is none', [0x61, 0x0a, 0x85, 0x40, 0x0a], 2],
    ['UTF-8', [...Buffer.from('a\nb\n日本語\n')], 3],
  ])('finds %s, with its line', async (_what, bytes, line) => {
    const found = await read(Buffer.from(bytes), { encoding: 'cp932' });
    expect(found.findings).toMatchObject([{ id: 'encoding.invalid', at: { file: 'the file', line } }]);
  });
});

describe('a byte order mark', () => {
  const utf16 = (mark: number[], swap: boolean) => {
    const text = Buffer.from('名\n山\n', 'utf16le');
    return Buffer.concat([Buffer.from(mark), swap ? text.swap16() : text]);
  };

  it.each([
    ['UTF-16LE', utf16([0xff, 0xfe], false)],
    ['UTF-16BE', utf16([0xfe, 0xff], true)],
  ])('of %s is heeded and said without being asked', async (charset, data) => {
    expect(await read(data)).toMatchObject({ header: ['名'], records: [['山']], bom: true, findings: [], origin: { charset, recognised: true } });
    expect(await read(data, { encoding: 'auto' })).toMatchObject({ header: ['名'], bom: true, origin: { charset } });
    expect(await read(data, { encoding: charset.toLowerCase() })).toMatchObject({ bom: true, findings: [], origin: { recognised: false } });
  });

  it('that contradicts the declaration is a finding', async () => {
    expect((await read(utf16([0xff, 0xfe], false), { encoding: 'utf-16be' })).findings).toMatchObject([{ id: 'encoding.contradicted' }]);
    expect((await read('\ufeffid\n1\n', { encoding: 'cp932' })).findings).toMatchObject([{ id: 'encoding.contradicted' }]);
  });

  it('is no part of a name, also without a header', async () => {
    expect(await read('\ufeff1,2\n', { header: ['a', 'b'] })).toMatchObject({ header: ['a', 'b'], records: [['1', '2']], bom: true });
  });
});

describe('auto', () => {
  const longer = fc.array(fc.stringMatching(/^[あ-んア-ヶ亜哀山川東京本日語番号円]{4,12}$/), { minLength: 8, maxLength: 12 });

  it.each([
    ['UTF-8', (text: string) => Buffer.from(text)],
    ['CP932', (text: string) => encode(text, 'cp932')],
    ['EUC-JP', (text: string) => encode(text, 'euc-jp')],
    ['UTF-16LE', (text: string) => Buffer.from(text, 'utf16le')],
    ['UTF-16BE', (text: string) => Buffer.from(text, 'utf16le').swap16()],
  ])('recognises %s by the whole file, and says so', async (charset, write) => {
    await fc.assert(
      fc.asyncProperty(longer, async (cells) => {
        const found = await read(write(`id,name\n${cells.map((cell, at) => `${at},${cell}\n`).join('')}`), { encoding: 'auto' });
        expect(found).toMatchObject({ findings: [], origin: { charset, recognised: true } });
        expect(found.records.map(([, name]) => name)).toEqual(cells);
      }),
      { numRuns: 60 },
    );
  });

  it('recognises UTF-16 also by text whose characters have NUL bytes of their own', async () => {
    const text = 'id,name\n1,一郎\u3000一\n2,二〇一号\n';
    for (const [charset, data] of [
      ['UTF-16LE', Buffer.from(text, 'utf16le')],
      ['UTF-16BE', Buffer.from(text, 'utf16le').swap16()],
    ] as const)
      expect(await read(data, { encoding: 'auto' })).toMatchObject({ header: ['id', 'name'], findings: [], origin: { charset } });
  });

  it('recognises EUC-JP and CP932 by text that is valid in both', async () => {
    const written = (words: string, charset: string) => encode(`id\n${words.split(' ').join('\n')}\n`, charset);
    const names = '山田 高橋 田中 伊藤 中村 小林 加藤 吉田 山口 松本 井上 木村 林 清水';
    const kana = 'サトウ タナカ スズキ カトウ テスト ナカタ ヤマダ';
    const halfWidth = 'ﾜﾀﾅﾍﾞﾏﾘ ﾔﾏﾓﾄﾐｶ ﾅｶﾑﾗﾙﾐ ﾖｼﾀﾞﾏﾓﾙ ﾑﾗﾔﾏ ﾓﾘﾜｷ';
    for (const [words, charset, label] of [
      [names, 'euc-jp', 'EUC-JP'],
      [kana, 'euc-jp', 'EUC-JP'],
      ['ひらがな', 'euc-jp', 'EUC-JP'],
      [halfWidth, 'cp932', 'CP932'],
    ] as const) {
      const found = await read(written(words, charset), { encoding: 'auto' });
      expect(found).toMatchObject({ findings: [], origin: { charset: label } });
      expect(found.records.map(([word]) => word)).toEqual(words.split(' '));
    }
    // The same word over and over is no evidence.
    expect((await read(written('山田 '.repeat(40).trim(), 'euc-jp'), { encoding: 'auto' })).findings).toMatchObject([{ id: 'encoding.ambiguous' }]);
  });

  it('takes plain ASCII for UTF-8', async () => {
    expect(await read('id\n1\n', { encoding: 'auto' })).toMatchObject({ findings: [], origin: { charset: 'UTF-8' } });
  });

  it('calls what little text cannot tell a finding, with its line', async () => {
    const found = await read(Buffer.from([0x61, 0x0a, 0x62, 0x0a, 0xb1, 0xb2, 0x0a]), { encoding: 'auto' });
    expect(found.findings).toMatchObject([{ id: 'encoding.ambiguous', at: { line: 3 } }]);
  });

  it('calls what fits nowhere a finding, with its line', async () => {
    const found = await read(Buffer.from([0x61, 0x0a, 0x62, 0x0a, 0xff, 0xff, 0x0a]), { encoding: 'auto' });
    expect(found.findings.map(({ id, at }) => [id, at?.line])).toContainEqual(['encoding.unrecognised', 3]);
  });
});

describe('an encoding by side', () => {
  it('is that of the side', async () => {
    const encoding = { legacy: 'cp932', candidate: 'utf-8' };
    const legacy = await readRaw(rawTable(folder.fresh(), encode('名\n山\n', 'cp932'), 'csv', { encoding }, 'legacy'));
    const candidate = await readRaw(rawTable(folder.fresh(), '名\n山\n', 'csv', { encoding }, 'candidate'));
    expect(legacy.records).toEqual(candidate.records);
    expect([legacy.origin?.charset, candidate.origin?.charset]).toEqual(['CP932', 'UTF-8']);
  });
});
