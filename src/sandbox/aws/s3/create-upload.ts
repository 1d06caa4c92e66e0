import { algorithmNamed } from '../checksums/checksum.ts';
import { element } from '../xml/build-xml.ts';
import { readDescription } from './object-record.ts';
import { assertKey } from './put-object.ts';
import { receiveNothing } from './receive-body.ts';
import { type S3Handler, wholeSeconds, xmlAnswer } from './s3-call.ts';
import { invalidRequest } from './s3-error.ts';
import type { Upload } from './upload.ts';

/** CreateMultipartUpload. SHA checksums of the whole are always composite, CRC64NVME never is; the other CRCs are composite unless asked. */
export const createMultipartUpload: S3Handler = async (call) => {
  const { store, request, key, ids, clock } = call;
  const bucket = store.get(call.bucket);
  assertKey(key);
  await receiveNothing(call);
  const named = request.header('x-amz-checksum-algorithm');
  const algorithm = named === undefined ? 'CRC64NVME' : algorithmNamed(named);
  if (algorithm === undefined)
    throw invalidRequest(
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    );
  const type = request.header('x-amz-checksum-type') ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  const possible = algorithm.startsWith('SHA') ? ['COMPOSITE'] : algorithm === 'CRC64NVME' ? ['FULL_OBJECT'] : ['COMPOSITE', 'FULL_OBJECT'];
  if (!possible.includes(type))
    throw invalidRequest(`The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`);
  const upload: Upload = {
    id: ids.unique(),
    key,
    initiatedAt: wholeSeconds(clock.now()),
    description: readDescription(request),
    algorithm,
    type: type as Upload['type'],
    declared: named !== undefined,
    parts: new Map(),
  };
  bucket.uploads.set(upload.id, upload);
  const headers = named === undefined ? {} : { 'x-amz-checksum-algorithm': algorithm, 'x-amz-checksum-type': type };
  return xmlAnswer(
    element('InitiateMultipartUploadResult', [element('Bucket', call.bucket), element('Key', key), element('UploadId', upload.id)]),
    headers,
  );
};
