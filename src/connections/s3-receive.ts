import { createWriteStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import { errorName, httpStatus } from './s3-problem.ts';

/** Times that an answer may break off. */
const BREAKS = 8;
const PAUSE_MS = 50;

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

/**
 * Streams an object into a new file (mode 0600). The client asks again where no answer came; where one broke off, this goes on behind the last byte.
 * What came must be held against a hash by the caller. Throws `store.vanished`, and what the client throws.
 */
export async function receiveObject(client: S3Client, place: Place, file: string, x: Pick<Context, 'clock'>): Promise<void> {
  await writeFile(file, '', { flag: 'wx', mode: 0o600 });
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await receiveRest(client, place, file);
    } catch (thrown) {
      if (errorName(thrown) === 'NoSuchKey') throw vanished(`s3://${place.Bucket}/${place.Key}`);
      if (httpStatus(thrown) !== undefined || attempt === BREAKS) throw thrown;
      await x.clock.sleep(PAUSE_MS * (attempt + 1));
    }
  }
}

async function receiveRest(client: S3Client, object: Place, file: string): Promise<void> {
  const { size } = await stat(file);
  const answer = await client
    .send(new GetObjectCommand({ ...object, ...(size === 0 ? {} : { Range: `bytes=${size}-` }) }))
    .catch((thrown: unknown) => {
      // It broke off behind the last byte.
      if (errorName(thrown) === 'InvalidRange') return undefined;
      throw thrown;
    });
  if (answer !== undefined) await pipeline(answer.Body as Readable, createWriteStream(file, { flags: 'a' }));
}

function vanished(address: string): TwinrunError {
  return new TwinrunError({
    code: 'store.vanished',
    class: 'fault',
    message: 'an object of the store went while it was read',
    at: { file: address },
    fix: 'Find out who removes objects there (a lifecycle rule, `twinrun prune` elsewhere), then try again.',
  });
}
