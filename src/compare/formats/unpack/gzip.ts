import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { bounded } from './bounded.ts';
import { damaged } from './damaged.ts';
import type { Unpacker } from './unpacked.ts';

/** gzip, several members in a row too (RFC 1952, 2.2). */
export const unpackGzip: Unpacker = async ({ file }, limits, signal) => {
  const { size } = await stat(file);
  return { compression: 'gzip', chunks: () => bounded(gunzip(file, size, signal), size, limits) };
};

async function* gunzip(file: string, size: number, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const unzip = createGunzip({ chunkSize: 1 << 18 });
  const out = new PassThrough({ highWaterMark: 1 << 18 });
  const stop = new AbortController();
  const signals = AbortSignal.any([stop.signal, ...(signal === undefined ? [] : [signal])]);
  const done = pipeline(createReadStream(file, { highWaterMark: 1 << 18 }), unzip, out, { signal: signals });
  // Its error comes out of the loop as well; unhandled, it would end the process.
  done.catch(() => {});
  try {
    yield* out as AsyncIterable<Buffer>;
    await done;
  } catch (cause) {
    if (signal?.aborted === true || !isZlib(cause)) throw cause;
    throw damaged('gzip', cause.message, cause);
  } finally {
    stop.abort();
  }
  await requirePadding(file, unzip.bytesWritten, size);
}

/** zlib stops at NUL bytes, which are padding, and says nothing of what follows them: that could be another member. */
async function requirePadding(file: string, from: number, size: number): Promise<void> {
  if (from >= size) return;
  const handle = await open(file);
  try {
    for await (const chunk of handle.createReadStream({ start: from, autoClose: false }) as AsyncIterable<Buffer>) {
      if (chunk.some((byte) => byte !== 0)) throw damaged('gzip', 'other data follows its end');
    }
  } finally {
    await handle.close();
  }
}

function isZlib(cause: unknown): cause is Error {
  if (!(cause instanceof Error) || !('code' in cause)) return false;
  const code = String(cause.code);
  return code.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE';
}
