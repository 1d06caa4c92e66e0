import { element, optional } from '../xml/build-xml.ts';
import { dropUpload } from './complete-upload.ts';
import { findUpload } from './find-upload.ts';
import { receiveNothing } from './receive-body.ts';
import { type S3Handler, xmlAnswer } from './s3-call.ts';
import { compareUtf8 } from './sorted-keys.ts';

/** AbortMultipartUpload. */
export const abortMultipartUpload: S3Handler = async (call) => {
  const bucket = call.store.get(call.bucket);
  await receiveNothing(call);
  await dropUpload(bucket, findUpload(bucket, call.request.parameter('uploadId'), call.key));
  return { status: 204 };
};

/** ListParts, with `max-parts` and `part-number-marker`. */
export const listParts: S3Handler = async ({ store, request, bucket, key }) => {
  const upload = findUpload(store.get(bucket), request.parameter('uploadId'), key);
  const most = Math.min(1000, Number(request.parameter('max-parts') ?? 1000));
  const marker = Number(request.parameter('part-number-marker') ?? 0);
  const left = [...upload.parts.values()].filter((part) => part.number > marker).sort((a, b) => a.number - b.number);
  const page = left.slice(0, most);
  return xmlAnswer(
    element('ListPartsResult', [
      element('Bucket', bucket),
      element('Key', key),
      element('UploadId', upload.id),
      element('StorageClass', upload.description.storageClass),
      element('PartNumberMarker', marker),
      optional('NextPartNumberMarker', page.at(-1)?.number),
      element('MaxParts', most),
      element('IsTruncated', left.length > page.length),
      element('ChecksumAlgorithm', upload.algorithm),
      element('ChecksumType', upload.type),
      ...page.map((part) =>
        element('Part', [
          element('PartNumber', part.number),
          element('LastModified', part.lastModified),
          element('ETag', `"${part.etag}"`),
          element('Size', part.size),
          element(`Checksum${upload.algorithm}`, part.checksum),
        ]),
      ),
    ]),
  );
};

/** ListMultipartUploads: all of a bucket at once, by `prefix`. */
export const listMultipartUploads: S3Handler = async ({ store, request, bucket }) => {
  const prefix = request.parameter('prefix') ?? '';
  const uploads = [...store.get(bucket).uploads.values()].filter((upload) => upload.key.startsWith(prefix));
  return xmlAnswer(
    element('ListMultipartUploadsResult', [
      element('Bucket', bucket),
      element('Prefix', prefix),
      element('MaxUploads', Math.max(1000, uploads.length)),
      element('IsTruncated', false),
      ...uploads
        .sort((a, b) => compareUtf8(a.key, b.key))
        .map((upload) =>
          element('Upload', [
            element('Key', upload.key),
            element('UploadId', upload.id),
            element('StorageClass', upload.description.storageClass),
            element('Initiated', upload.initiatedAt),
          ]),
        ),
    ]),
  );
};
