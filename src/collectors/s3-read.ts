import { GetObjectCommand, HeadObjectCommand, type HeadObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import { isPassing, STALLED, s3Problem } from './s3-problem.ts';

/** Bytes of one ranged read. */
const PART = 8 << 20;
/** Ranges read at once; with PART it bounds the memory: 32 MiB. */
const WINDOW = 4;
/** How often one range is asked for again, from where it broke off. */
const PAUSES_MS = [500, 2_000, 5_000] as const;
/** How long no byte may come. Not a limit of the whole: large objects take long. */
const STALL_MS = 60_000;

/** One version of one object, pinned: every read demands the same ETag (and version, where the bucket keeps any). */
export interface PinnedObject {
  readonly bucket: string;
  readonly key: string;
  /** For messages. */
  readonly source: string;
  readonly head: HeadObjectCommandOutput;
  readonly size: number;
}

/** Looks at an object and pins what is there. Throws as `s3Problem` says. */
export async function pinObject(s3: S3Client, bucket: string, key: string, x: Pick<Context, 'signal'>): Promise<PinnedObject> {
  const source = `s3://${bucket}/${key}`;
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }), { abortSignal: x.signal });
    if (head.ETag === undefined || head.ContentLength === undefined) throw untold(source);
    return { bucket, key, source, head, size: head.ContentLength };
  } catch (thrown) {
    x.signal.throwIfAborted();
    throw s3Problem(source, thrown);
  }
}

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

/** Aborts `stall` once nothing came for so long. */
function stallWatch(stall: AbortController, { clock }: Context, stallMs: number): { touch(): void; end(): void } {
  const over = new AbortController();
  let last = clock.monotonic();
  const watch = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const left = last + stallMs - clock.monotonic();
      if (left <= 0) return stall.abort(Object.assign(new Error(`no byte came for ${stallMs / 1000} s`), { name: STALLED }));
      await clock.sleep(left, over.signal);
    }
  };
  void watch();
  return {
    touch: () => {
      last = clock.monotonic();
    },
    end: () => over.abort(),
  };
}

function untold(source: string): TwinrunError {
  return new TwinrunError({
    code: 'collect.unpinned',
    message: `${source}: the endpoint tells neither ETag nor size, so that two versions could be mixed`,
    fix: 'Use an endpoint that answers HeadObject as S3 does.',
  });
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
