import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { makeZip } from '../../../testing/make-zip.ts';
import { rawTable, readRaw } from '../../../testing/raw-table.ts';
import { useTempFolder } from '../../../testing/temporary-folder.ts';
import { bounded } from './bounded.ts';

const folder = useTempFolder();
const read = (data: Buffer, config: unknown = {}) => readRaw(rawTable(folder.fresh(), data, 'csv', config));
const table = (rows: number) =>
  Buffer.from(`id,name\n${Array.from({ length: rows }, (_, at) => `${at},${createHash('sha1').update(`${at}`).digest('hex')}\n`).join('')}`);
const NUL = Buffer.alloc(512);

describe('gzip', () => {
  it('is read member by member, as one file', async () => {
    const data = table(3000);
    const parts = fc.tuple(fc.nat(data.length), fc.nat(data.length)).map((cuts) => cuts.sort((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(parts, async ([first = 0, second = 0]) => {
        const members = [data.subarray(0, first), data.subarray(first, second), data.subarray(second)].map((part) => gzipSync(part));
        const found = await read(Buffer.concat(members));
        expect(found).toMatchObject({ findings: [], origin: { compression: 'gzip' } });
        expect(found.records).toHaveLength(3000);
      }),
      { numRuns: 10 },
    );
  });

  it('may be padded, as tapes are', async () => {
    const found = await read(Buffer.concat([gzipSync(table(2)), NUL]));
    expect([found.records.length, found.findings]).toEqual([2, []]);
  });

  it('cut off anywhere is a finding', async () => {
    const data = Buffer.concat([gzipSync(table(40)), gzipSync(table(40))]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: data.length - 1 }), async (length) => {
        // Cut exactly between its members it is a whole archive.
        fc.pre(length !== gzipSync(table(40)).length);
        expect((await read(data.subarray(0, length))).findings).toContainEqual(
          expect.objectContaining({ id: 'archive.damaged', at: { file: 'the file' } }),
        );
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['other data behind it', [gzipSync(table(2)), Buffer.from('more')]],
    ['a member behind its padding, which zlib leaves out', [gzipSync(table(2)), NUL, gzipSync(table(2))]],
  ])('with %s is a finding', async (_what, parts) => {
    expect((await read(Buffer.concat(parts))).findings).toMatchObject([{ id: 'archive.damaged' }]);
  });

  it('of what is packed already is a finding that says so', async () => {
    expect((await read(gzipSync(gzipSync(table(2))))).findings).toMatchObject([{ id: 'archive.nested' }]);
  });
});

/** A frame without content (RFC 8878, 3.1.1). */
function zstd(): Buffer {
  return Buffer.from('28b52ffd2000010000', 'hex');
}

/** Two files, of which the end of the archive counts one. */
function miscounted(): Buffer {
  const data = makeZip(['a', 'b'].map((name) => ({ name, data: table(1) })));
  data.writeUInt16LE(1, data.length - 14);
  data.writeUInt16LE(1, data.length - 12);
  return data;
}

describe('zip', () => {
  it('with one file is that file, and its name a label', async () => {
    const name = '../../etc/\u001b[31mclients.csv';
    const found = await read(
      makeZip([
        { name: 'folder/', data: Buffer.alloc(0), method: 0 },
        { name, data: table(3) },
      ]),
    );
    expect(found).toMatchObject({ findings: [], origin: { compression: 'zip', member: '../../etc/\\x1b[31mclients.csv' } });
    expect(found.records).toHaveLength(3);
  });

  it.each([
    [
      'several files',
      makeZip([
        { name: 'a', data: table(1) },
        { name: 'b', data: table(1) },
      ]),
      'archive.not-one-file',
    ],
    ['no file', makeZip([]), 'archive.not-one-file'],
    ['an encrypted file', makeZip([{ name: 'a', data: table(1), encrypted: true }]), 'archive.encrypted'],
    ['another compression', makeZip([{ name: 'a', data: table(1), method: 12 }]), 'archive.method'],
    ['a wrong check sum', makeZip([{ name: 'a', data: table(1), crc: 1 }]), 'archive.damaged'],
    ['another archive behind it', Buffer.concat([1, 2].map((rows) => makeZip([{ name: 'a', data: table(rows) }]))), 'archive.damaged'],
    ['an archive of the same length behind it', Buffer.concat([1, 2].map(() => makeZip([{ name: 'a', data: table(1) }]))), 'archive.damaged'],
    ['an entry that its end does not count', miscounted(), 'archive.damaged'],
    ['a packed file', makeZip([{ name: 'a.gz', data: gzipSync(table(1)) }]), 'archive.nested'],
  ])('with %s is a finding', async (_what, data, id) => {
    expect((await read(data)).findings).toMatchObject([{ id }]);
  });

  it('damaged anywhere is a finding, or has the same records', async () => {
    const data = makeZip([{ name: 'a', data: table(30) }]);
    const whole = (await read(data)).records;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4, max: data.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const other = Buffer.from(data);
        other[at] = (other[at] ?? 0) ^ change;
        const found = await read(other);
        if (found.findings.length === 0) expect(found.records).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });

  it('cut off anywhere is a finding', async () => {
    const data = makeZip([{ name: 'a', data: table(30) }]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4, max: data.length - 1 }), async (length) => {
        expect((await read(data.subarray(0, length))).findings).not.toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('bounds', () => {
  const bomb = Buffer.alloc(3 << 20, 'a,b\n');

  it.each([
    ['gzip', gzipSync(bomb)],
    ['zip', makeZip([{ name: 'a', data: bomb }])],
  ])('stop a %s that would fill the disk', async (_kind, data) => {
    expect((await read(data, { unpack: { maxMiB: 2 } })).findings).toMatchObject([{ id: 'archive.too-large' }]);
    expect((await read(data, { unpack: { maxMiB: 4 } })).findings).toEqual([]);
  });

  it('stop what grows beyond its ratio, once that says something', async () => {
    const chunks = async function* () {
      const chunk = Buffer.alloc(64 << 20);
      for (let at = 0; at < 8; at++) yield chunk;
    };
    const passed = async (maxRatio: number) => {
      let size = 0;
      for await (const chunk of bounded(chunks(), 1 << 20, { maxMiB: 1000, maxRatio })) size += chunk.length;
      return size;
    };
    expect(await passed(512)).toBe(512 << 20);
    await expect(passed(511)).rejects.toMatchObject({ problem: { id: 'archive.too-large' } });
    await expect(passed(1)).rejects.toMatchObject({ problem: { id: 'archive.too-large' } });
  });
});

describe('a cancelled preparation', () => {
  it('ends, and leaves nothing behind', async () => {
    const data = gzipSync(Buffer.alloc(100 << 20, 'a,b\n'));
    // A folder of its own: others prepare tables at the same time.
    vi.stubEnv('TMPDIR', mkdtempSync(join(folder.path, 'tmp-')));
    try {
      // 100 MB take a quick machine about 250 ms: later than that there would be nothing to cancel.
      for (const after of [0, 5, 40]) {
        const stop = new AbortController();
        setTimeout(() => stop.abort(), after);
        const table = rawTable(folder.fresh(), data, 'csv');
        await expect(readRaw(table, stop.signal)).rejects.toMatchObject({ code: 'compare.cancelled', class: 'cancelled' });
      }
      expect(readdirSync(tmpdir())).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe('what is no text', () => {
  const tar = Buffer.alloc(1536);
  tar.write('a.csv');
  tar.write('ustar\0', 257);
  tar.write('id\n1\n', 512);
  it.each([
    ['zstd', zstd(), 'zstd'],
    ['xz', Buffer.from('fd377a585a000004', 'hex'), 'xz'],
    ['bzip2', Buffer.from('BZh91AY&SY'), 'bzip2'],
    ['a tar archive', tar, 'tar'],
    ['a packed tar archive', gzipSync(tar), 'tar'],
    ['Parquet', Buffer.from('PAR1\x15\x04\x15'), 'Parquet'],
  ])('is called what it is: %s', async (_what, data, kind) => {
    expect((await read(data)).findings).toMatchObject([{ id: 'archive.unsupported', message: { values: { kind } } }]);
  });

  it('is not what only begins with letters of it', async () => {
    for (const text of ['PAR1,b\n1,2\n', 'BZh,b\n1,2\n', 'ustar,b\n1,2\n', 'PK,b\n1,2\n'])
      expect((await read(Buffer.from(text))).findings).toEqual([]);
  });
});

it('is told by the beginning of a file, not by its name', async () => {
  const file = `${folder.fresh()}.gz`;
  writeFileSync(file, 'id\n1\n');
  expect(await readRaw(rawTable(file, 'id\n1\n', 'csv'))).toMatchObject({ records: [['1']], prepared: file });
});
