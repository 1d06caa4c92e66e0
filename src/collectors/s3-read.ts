import type { S3Client } from '@aws-sdk/client-s3';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import type { PinnedObject } from './s3-pin.ts';
import { isPassing, s3Problem } from './s3-problem.ts';
import { stallWatch } from './stall-watch.ts';

/** Bytes of one ranged read. */
const PART = 8 << 20;
/** Ranges read at once; with PART it bounds the memory: 32 MiB. */
const WINDOW = 4;
/** How often one range is asked for again, from where it broke off. */
const PAUSES_MS = [500, 2_000, 5_000] as const;
/** How long no byte may come. Not a limit of the whole: large objects take long. */
const STALL_MS = 60_000;

/**
 * The bytes of a pinned object, in order, by several ranged reads at once. A range that breaks off, stalls or is refused for a moment goes on
 * where it was. Throws as `s3Problem` says. Whoever reads it compares the whole with the source.
 */
export async function* readObject(s3: S3Client, object: PinnedObject, x: Context, stallMs = STALL_MS): AsyncGenerator<Uint8Array> {
  const stop = new AbortController();
  const signal = AbortSignal.any([x.signal, stop.signal]);
  const parts: Promise<Uint8Array[]>[] = [];
  try {
    for (let next = 0; next < object.size || parts.length > 0; ) {
      for (; parts.length < WINDOW && next < object.size; next += PART) {
        const part = readPart(s3, object, next, { ...x, signal }, stallMs);
        // One that is not waited for any more must not end the process.
        part.catch(() => {});
        parts.push(part);
      }
      yield* (await parts.shift()) ?? [];
    }
  } catch (thrown) {
    x.signal.throwIfAborted();
    throw s3Problem(object.source, thrown);
  } finally {
    stop.abort();
  }
}

async function readPart(s3: S3Client, object: PinnedObject, start: number, x: Context, stallMs: number): Promise<Uint8Array[]> {
  const end = Math.min(start + PART, object.size);
  const chunks: Uint8Array[] = [];
  let position = start;
  for (let tries = 0; ; tries += 1) {
    try {
      for await (const chunk of readRange(s3, object, position, end, x, stallMs)) {
        chunks.push(chunk);
        position += chunk.length;
      }
      if (position === end) return chunks;
      throw Object.assign(new Error('the answer broke off'), { code: 'ECONNRESET' });
    } catch (thrown) {
      const pause = PAUSES_MS[tries];
      if (pause === undefined || !isPassing(thrown) || x.signal.aborted) throw thrown;
      x.log.warn({ source: object.source, position, error: String(thrown) }, 'reading from S3 broke off: going on');
      await x.clock.sleep(pause, x.signal);
      x.signal.throwIfAborted();
    }
  }
}

/** `end` is exclusive. */
async function* readRange(
  s3: S3Client,
  { bucket, key, source, head }: PinnedObject,
  start: number,
  end: number,
  x: Context,
  stallMs: number,
): AsyncGenerator<Uint8Array> {
  const { GetObjectCommand } = await import('@aws-sdk/client-s3');
  const stall = new AbortController();
  const watch = stallWatch(stall, x, stallMs);
  try {
    const version = head.VersionId === undefined ? {} : { VersionId: head.VersionId };
    const command = new GetObjectCommand({ Bucket: bucket, Key: key, ...version, IfMatch: head.ETag, Range: `bytes=${start}-${end - 1}` });
    const answer = await s3.send(command, { abortSignal: AbortSignal.any([x.signal, stall.signal]) });
    if (answer.ContentRange?.startsWith(`bytes ${start}-${end - 1}/`) !== true) throw otherRange(source, `${start}-${end - 1}`, answer.ContentRange);
    // The signal of `send` ends with the headers.
    const body = answer.Body as AsyncIterable<Uint8Array> & { destroy(error?: Error): void };
    const destroy = () => body.destroy(new Error('stopped'));
    for (const one of [x.signal, stall.signal]) one.addEventListener('abort', destroy, { once: true });
    try {
      for await (const chunk of body) {
        watch.touch();
        yield chunk;
      }
    } finally {
      for (const one of [x.signal, stall.signal]) one.removeEventListener('abort', destroy);
      body.destroy();
    }
  } catch (thrown) {
    if (stall.signal.aborted && !x.signal.aborted) throw stall.signal.reason;
    throw thrown;
  } finally {
    watch.end();
  }
}

function otherRange(source: string, expected: string, received: string | undefined): TwinrunError {
  return new TwinrunError({
    code: 'collect.differs',
    message: `${source}: another part came than was asked for`,
    expected,
    received: received ?? 'no range',
    fix: 'Use an endpoint that answers ranged reads as S3 does.',
  });
}
