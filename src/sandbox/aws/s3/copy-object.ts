import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { algorithmNamed, startSumming } from '../checksums/checksum.ts';
import { decodePart } from '../http/incoming.ts';
import { element } from '../xml/build-xml.ts';
import { writeBodyFile } from './body-file.ts';
import { checkReadConditions, readWriteConditions } from './conditions.ts';
import { openObject } from './get-object.ts';
import { type ObjectRecord, readDescription } from './object-record.ts';
import { assertKey } from './put-object.ts';
import { receiveNothing } from './receive-body.ts';
import { type S3Call, type S3Handler, wholeSeconds, xmlAnswer } from './s3-call.ts';
import { invalidArgument, invalidRequest, notImplemented, preconditionFailed } from './s3-error.ts';

/** CopyObject, within this endpoint. */
export const copyObject: S3Handler = async (call) => {
  const { store, request, key, ids } = call;
  const target = store.get(call.bucket);
  assertKey(key);
  await receiveNothing(call);
  const source = readSource(call);
  const replace = request.header('x-amz-metadata-directive')?.toUpperCase() === 'REPLACE';
  if (source.bucket === call.bucket && source.key === key && !replace) {
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const { record, file } = await openObject(store.get(source.bucket), source.key);
  const body = ids.unique();
  const claim = target.claim(key, readWriteConditions(request, key));
  try {
    if (checkReadConditions(request, record, 'x-amz-copy-source-') === 304) throw preconditionFailed('x-amz-copy-source-If-None-Match');
    const algorithm = algorithmNamed(request.header('x-amz-checksum-algorithm')) ?? record.checksum.algorithm;
    const [summing, md5] = [startSumming(algorithm), createHash('md5')];
    await writeBodyFile(target.bodyPath(body), async (write) => {
      const stream: AsyncIterable<Buffer> = file.createReadStream({ highWaterMark: 1 << 18, autoClose: false });
      for await (const chunk of stream) {
        summing.update(chunk);
        md5.update(chunk);
        await write(chunk);
      }
    });
    const copy: ObjectRecord = {
      schema: 'twinrun.sandbox-object/1',
      key,
      body,
      size: record.size,
      etag: md5.digest('hex'),
      lastModified: wholeSeconds(call.clock.now()),
      description: replace ? readDescription(request) : record.description,
      checksum: { algorithm, value: summing.value(), type: 'FULL_OBJECT' },
    };
    await target.commit(claim, copy);
    return xmlAnswer(
      element('CopyObjectResult', [
        element('LastModified', copy.lastModified),
        element('ETag', `"${copy.etag}"`),
        element(`Checksum${algorithm}`, copy.checksum.value),
        element('ChecksumType', 'FULL_OBJECT'),
      ]),
    );
  } catch (error) {
    await rm(target.bodyPath(body), { force: true });
    throw error;
  } finally {
    target.release(claim);
    await file.close();
  }
};

function readSource({ request }: S3Call): { bucket: string; key: string } {
  const header = request.header('x-amz-copy-source') ?? '';
  if (header.includes('?versionId=')) throw notImplemented('versionId');
  const path = decodePart(header.replace(/^\//, ''));
  const mark = path.indexOf('/');
  if (mark < 1 || mark === path.length - 1) {
    throw invalidArgument('Copy Source must mention the source bucket and key: sourcebucket/sourcekey', 'x-amz-copy-source', header);
  }
  return { bucket: path.slice(0, mark), key: path.slice(mark + 1) };
}
