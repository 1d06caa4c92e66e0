import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { AwsError } from '../aws-error.ts';
import { type Algorithm, type Checksum, checksumHeader, startSumming } from '../checksums/checksum.ts';
import { element } from '../xml/build-xml.ts';
import { childText, malformedXml, parseXml } from '../xml/parse-xml.ts';
import { writeBodyFile } from './body-file.ts';
import type { Bucket } from './bucket.ts';
import { readWriteConditions, unquote } from './conditions.ts';
import { findUpload } from './find-upload.ts';
import { receiveText } from './receive-body.ts';
import { type S3Call, type S3Handler, wholeSeconds, xmlAnswer } from './s3-call.ts';
import { invalidRequest } from './s3-error.ts';
import type { Part, Upload } from './upload.ts';

/** S3's least size of every part but the last. */
const SMALLEST_PART = 5 << 20;

/** CompleteMultipartUpload. */
export const completeMultipartUpload: S3Handler = async (call) => {
  const { store, request, key, ids } = call;
  const bucket = store.get(call.bucket);
  const upload = findUpload(bucket, request.parameter('uploadId'), key);
  const parts = chooseParts(upload, await receiveText({ ...call, request: withoutChecksum(call) }));
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  if ((request.header('x-amz-mp-object-size') ?? String(size)) !== String(size)) {
    throw invalidRequest("The provided 'x-amz-mp-object-size' header does not match the size of the object.");
  }
  const claim = bucket.claim(key, readWriteConditions(request, key));
  const body = ids.unique();
  try {
    const full = await assemble(bucket, parts, body, upload.algorithm);
    const checksum = wholeChecksum(upload, parts, full);
    if ((request.header(checksumHeader(upload.algorithm)) ?? checksum.value) !== checksum.value) {
      throw new AwsError(400, 'BadDigest', `The ${upload.algorithm.toLowerCase()} you specified did not match the calculated checksum.`);
    }
    findUpload(bucket, upload.id, key); // it may have been aborted or completed meanwhile
    const etag = `${createHash('md5')
      .update(Buffer.from(parts.map((part) => part.etag).join(''), 'hex'))
      .digest('hex')}-${parts.length}`;
    const lastModified = wholeSeconds(call.clock.now());
    await bucket.commit(claim, {
      schema: 'twinrun.sandbox-object/1',
      key,
      body,
      size,
      etag,
      lastModified,
      description: upload.description,
      checksum,
    });
    await dropUpload(bucket, upload);
    return completed(call, etag, checksum);
  } catch (error) {
    await rm(bucket.bodyPath(body), { force: true });
    throw error;
  } finally {
    bucket.release(claim);
  }
};

/** Forgets an upload and its parts. */
export async function dropUpload(bucket: Bucket, upload: Upload): Promise<void> {
  bucket.uploads.delete(upload.id);
  for (const part of upload.parts.values()) await rm(bucket.bodyPath(part.body), { force: true });
}

/** The checksum header of this operation is that of the object, not of the XML that lists its parts. */
function withoutChecksum(call: S3Call): S3Call['request'] {
  const { request } = call;
  return { ...request, header: (name) => (name.startsWith('x-amz-checksum-') ? undefined : request.header(name)) };
}

function chooseParts(upload: Upload, text: string): readonly Part[] {
  const root = parseXml(text);
  const wanted = root.children.filter((child) => child.name === 'Part');
  if (root.name !== 'CompleteMultipartUpload' || wanted.length === 0) throw malformedXml();
  const parts = wanted.map((child) => {
    const part = upload.parts.get(Number(childText(child, 'PartNumber')));
    const checksum = childText(child, `Checksum${upload.algorithm}`);
    const agrees = part !== undefined && unquote(childText(child, 'ETag') ?? '') === part.etag && (checksum ?? part.checksum) === part.checksum;
    if (!agrees) {
      throw new AwsError(
        400,
        'InvalidPart',
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      );
    }
    return part;
  });
  if (parts.some((part, index) => part.number <= (parts[index - 1]?.number ?? 0))) {
    throw new AwsError(400, 'InvalidPartOrder', 'The list of parts was not in ascending order. Parts must be ordered by part number.');
  }
  if (parts.slice(0, -1).some((part) => part.size < SMALLEST_PART)) {
    throw new AwsError(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  }
  return parts;
}

/** Copies the parts into one file; the checksum of all of it, base64. */
async function assemble(bucket: Bucket, parts: readonly Part[], body: string, algorithm: Algorithm): Promise<string> {
  const summing = startSumming(algorithm);
  await writeBodyFile(bucket.bodyPath(body), async (write) => {
    for (const part of parts) {
      const stream: AsyncIterable<Buffer> = createReadStream(bucket.bodyPath(part.body), { highWaterMark: 1 << 18 });
      for await (const chunk of stream) {
        summing.update(chunk);
        await write(chunk);
      }
    }
  });
  return summing.value();
}

function wholeChecksum({ algorithm, type }: Upload, parts: readonly Part[], full: string): Checksum {
  if (type === 'FULL_OBJECT') return { algorithm, type, value: full };
  const summing = startSumming(algorithm);
  for (const part of parts) summing.update(Buffer.from(part.checksum, 'base64'));
  return { algorithm, type, value: `${summing.value()}-${parts.length}` };
}

function completed({ bucket, key }: S3Call, etag: string, checksum: Checksum) {
  return xmlAnswer(
    element('CompleteMultipartUploadResult', [
      element('Location', `/${bucket}/${key}`),
      element('Bucket', bucket),
      element('Key', key),
      element('ETag', `"${etag}"`),
      element(`Checksum${checksum.algorithm}`, checksum.value),
      element('ChecksumType', checksum.type),
    ]),
  );
}
