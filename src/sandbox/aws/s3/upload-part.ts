import { rm } from 'node:fs/promises';
import { checksumHeader } from '../checksums/checksum.ts';
import { writeBodyFile } from './body-file.ts';
import { findUpload } from './find-upload.ts';
import { type ReceivedBody, receiveBody } from './receive-body.ts';
import { type S3Handler, wholeSeconds } from './s3-call.ts';
import { invalidArgument, invalidRequest } from './s3-error.ts';
import type { Upload } from './upload.ts';

/** UploadPart. A part sent again replaces the earlier one. */
export const uploadPart: S3Handler = async (call) => {
  const { store, request, key, ids, clock } = call;
  const bucket = store.get(call.bucket);
  const upload = findUpload(bucket, request.parameter('uploadId'), key);
  const text = request.parameter('partNumber') ?? '';
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number < 1 || number > 10_000) {
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', text);
  }
  const body = ids.unique();
  const received = await writeBodyFile(bucket.bodyPath(body), async (write) => {
    const result = await receiveBody(call, write);
    assertAlgorithm(upload, result);
    findUpload(bucket, upload.id, key); // it may have been aborted or completed meanwhile
    return result;
  });
  const before = upload.parts.get(number);
  const { size, md5, checksum } = received;
  upload.parts.set(number, { number, body, size, etag: md5, checksum: checksum.value, lastModified: wholeSeconds(clock.now()) });
  if (before !== undefined) await rm(bucket.bodyPath(before.body), { force: true });
  return { status: 200, headers: { etag: `"${md5}"`, [checksumHeader(checksum.algorithm)]: checksum.value } };
};

/** A composite checksum is made of the parts' own, so each must come with one of the algorithm that the upload was created with. */
function assertAlgorithm(upload: Upload, received: ReceivedBody): void {
  const expected = upload.declared ? upload.algorithm.toLowerCase() : 'null';
  const actual = received.declared ? received.checksum.algorithm.toLowerCase() : 'null';
  const addedByItself = actual === 'null' && upload.algorithm === 'CRC64NVME';
  if (expected !== actual && !addedByItself) {
    throw invalidRequest(`Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${actual}`);
  }
}
