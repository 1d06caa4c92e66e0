import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Context } from '../model/context.ts';
import type { ListedObject, ObjectStore } from '../model/object-store.ts';
import { errorName, httpStatus, storeProblem } from './s3-problem.ts';
import { receiveObject } from './s3-receive.ts';
import { notAsSealed, PART_BYTES, uploadInParts } from './s3-upload.ts';
import { listVersions, lockedUntil } from './s3-versions.ts';

/** Where a file's sha256 stands (hex): S3's own checksum of an object in parts is not that of the whole. */
const SHA256 = 'twinrun-sha256';
/** S3 answers 409 to a conditional write that met another one or a delete, and asks to try again. */
const CONFLICTS = 8;
const PAUSE_MS = 50;

interface Place {
  readonly bucket: string;
  /** Objects are encrypted by this KMS key (id, alias or ARN); without it, as the bucket does by default. */
  readonly kmsKey?: string;
  /** Only for tests: the size from which files go in parts. At least 5 MiB. */
  readonly partBytes?: number;
}

/** A bucket of S3 as an object store. The client tries again by itself; what its tries had as an effect is told by the caller's own content. */
export function makeS3Objects(client: S3Client, { bucket: Bucket, kmsKey, partBytes = PART_BYTES }: Place, x: Pick<Context, 'clock'>): ObjectStore {
  const address = `s3://${Bucket}`;
  const fault = (key: string) => storeProblem(`${address}/${key}`);
  const sse = kmsKey === undefined ? {} : ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKey } as const);
  const write = (Key: string, Body: string | Buffer, more: Partial<PutObjectCommandInput> = {}) =>
    client.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body,
        // Said, because the SDK takes an empty body for one of unknown length.
        ContentLength: Buffer.byteLength(Body),
        ...sse,
        ...more,
        ChecksumSHA256: more.ChecksumSHA256 ?? digest(Body),
      }),
    );

  const conditional = async <N extends string>(key: string, text: string, condition: Partial<PutObjectCommandInput>, no: N) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await write(key, text, condition);
        return 'written';
      } catch (thrown) {
        if (httpStatus(thrown) === 412 || (condition.IfMatch !== undefined && errorName(thrown) === 'NoSuchKey')) return no;
        if (httpStatus(thrown) !== 409 || attempt === CONFLICTS) return fault(key)(thrown);
        await x.clock.sleep(PAUSE_MS * (attempt + 1));
      }
    }
  };
  const page = async function* (Prefix: string, Delimiter?: string) {
    for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
      const input = {
        Bucket,
        Prefix,
        ...(Delimiter === undefined ? {} : { Delimiter }),
        ...(token === undefined ? {} : { ContinuationToken: token }),
      };
      const answer = await client.send(new ListObjectsV2Command(input)).catch(fault(Prefix));
      yield answer;
      token = answer.NextContinuationToken;
    }
  };

  return {
    address,
    putIfAbsent: (key, text, lockUntil) => {
      // S3 takes a lock only with a checksum whose algorithm is said.
      const locked =
        lockUntil === undefined ? {} : ({ ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: lockUntil, ChecksumAlgorithm: 'SHA256' } as const);
      return conditional(key, text, { IfNoneMatch: '*', ...locked }, 'exists');
    },
    putIfMatch: (key, text, etag) => conditional(key, text, { IfMatch: etag }, 'changed'),
    put: async (key, text) => void (await write(key, text).catch(fault(key))),
    async sendFile(key, sent) {
      const Metadata = { [SHA256]: sent.sha256 };
      try {
        if (sent.size > partBytes) return await uploadInParts(client, { Bucket, Key: key, Metadata, ...sse }, sent, partBytes);
        const body = await readFile(sent.file);
        const ChecksumSHA256 = digest(body);
        if (Buffer.from(ChecksumSHA256, 'base64').toString('hex') !== sent.sha256) throw notAsSealed(sent);
        await write(key, body, { Metadata, ChecksumSHA256 });
      } catch (thrown) {
        fault(key)(thrown);
      }
    },
    async holds(key, { size, sha256 }) {
      try {
        const head = await client.send(new HeadObjectCommand({ Bucket, Key: key }));
        return head.ContentLength === size && head.Metadata?.[SHA256] === sha256;
      } catch (thrown) {
        return httpStatus(thrown) === 404 ? false : fault(key)(thrown);
      }
    },
    async get(key) {
      try {
        const answer = await client.send(new GetObjectCommand({ Bucket, Key: key }));
        return { data: Buffer.from((await answer.Body?.transformToByteArray()) ?? []), etag: answer.ETag ?? '' };
      } catch (thrown) {
        return errorName(thrown) === 'NoSuchKey' ? undefined : fault(key)(thrown);
      }
    },
    receiveFile: (key, file) => receiveObject(client, { Bucket, Key: key }, file, x).catch(fault(key)),
    async list(prefix) {
      const found: ListedObject[] = [];
      for await (const { Contents = [] } of page(prefix))
        for (const { Key = '', Size = 0, ETag = '' } of Contents) found.push({ key: Key, size: Size, etag: ETag });
      return found;
    },
    async folders(prefix) {
      const names: string[] = [];
      for await (const { CommonPrefixes = [] } of page(prefix, '/'))
        names.push(...CommonPrefixes.map(({ Prefix = '' }) => Prefix.slice(prefix.length, -1)));
      return names;
    },
    versions: (prefix) => listVersions(client, Bucket, prefix),
    lockedUntil: (version) => lockedUntil(client, Bucket, version),
    remove: async (key) => void (await client.send(new DeleteObjectCommand({ Bucket, Key: key })).catch(fault(key))),
  };
}

function digest(body: string | Buffer): string {
  return createHash('sha256').update(body).digest('base64');
}
