import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { fileChunks } from '../compare/csv/file-chunks.ts';
import { tableFormatOf } from '../compare/formats/registry.ts';
import { withPrepared } from '../compare/formats/with-prepared.ts';

/** Prepares a gzip of 100 MB in CP932 and prints how far the memory of this process grew. In a process of its own, for the test of the formats. */
const [file = ''] = process.argv.slice(2);
const block = Buffer.from(`${'7,'.padEnd(99, 'x')}\n`.repeat(1000));
const blocks = function* () {
  yield Buffer.from('id,name\n');
  for (let at = 0; at < 1000; at++) yield block;
};
await pipeline(Readable.from(blocks()), createGzip({ level: 1 }), createWriteStream(file));
const format = tableFormatOf({ kind: 'csv', config: { encoding: 'cp932' } });
if (format === undefined) throw new Error('no format');
const before = process.memoryUsage.rss();
let most = before;
const table = { file, side: 'legacy', format } as const;
const rows = await withPrepared(table, table, undefined, async (source) => {
  let lines = 0;
  for await (const chunk of fileChunks(source)) {
    most = Math.max(most, process.memoryUsage.rss());
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1;
  }
  return lines - 1;
});
most = Math.max(most, process.resourceUsage().maxRSS * 1024);
process.stdout.write(JSON.stringify({ rows, growthMiB: Math.round((most - before) / (1 << 20)) }));
