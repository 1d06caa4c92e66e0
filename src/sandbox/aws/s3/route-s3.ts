import type { Answer } from '../http/answer.ts';
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from './buckets.ts';
import { completeMultipartUpload } from './complete-upload.ts';
import { copyObject } from './copy-object.ts';
import { createMultipartUpload } from './create-upload.ts';
import { deleteObject, deleteObjects } from './delete-objects.ts';
import { getObject, headObject } from './get-object.ts';
import { deleteLifecycle, getLifecycle, putLifecycle } from './lifecycle.ts';
import { listObjectsV2 } from './list-objects.ts';
import { abortMultipartUpload, listMultipartUploads, listParts } from './list-uploads.ts';
import { putObject } from './put-object.ts';
import type { S3Call, S3Handler } from './s3-call.ts';
import { notImplemented } from './s3-error.ts';
import { uploadPart } from './upload-part.ts';

/** Operations by `<method> <level>?<subresource>`. */
const ROUTES: Readonly<Record<string, S3Handler>> = {
  'GET service': listBuckets,
  'PUT bucket': createBucket,
  'HEAD bucket': headBucket,
  'DELETE bucket': deleteBucket,
  'GET bucket': listObjectsV2,
  'GET bucket?location': getBucketLocation,
  'GET bucket?uploads': listMultipartUploads,
  'POST bucket?delete': deleteObjects,
  'GET bucket?lifecycle': getLifecycle,
  'PUT bucket?lifecycle': putLifecycle,
  'DELETE bucket?lifecycle': deleteLifecycle,
  'PUT object': putObject,
  'GET object': getObject,
  'HEAD object': headObject,
  'DELETE object': deleteObject,
  'PUT object copy': copyObject,
  'POST object?uploads': createMultipartUpload,
  'PUT object?uploadId': uploadPart,
  'POST object?uploadId': completeMultipartUpload,
  'GET object?uploadId': listParts,
  'DELETE object?uploadId': abortMultipartUpload,
};

/** Query parameters that refine an operation; any other that does not belong to a signature names a subresource, which must have a route. */
const REFINING =
  /^(?:x-id|X-Amz-.*|list-type|prefix|delimiter|max-keys|continuation-token|start-after|fetch-owner|encoding-type|partNumber|max-parts|part-number-marker|max-uploads)$/i;

/** Finds the operation and runs it. Throws NotImplemented for one that is not here. */
export async function routeS3(call: S3Call): Promise<Answer> {
  const { request } = call;
  const level = call.key !== '' ? 'object' : call.bucket !== '' ? 'bucket' : 'service';
  const subresources = request.query.map(([name]) => name).filter((name) => !REFINING.test(name));
  const copy = request.method === 'PUT' && request.header('x-amz-copy-source') !== undefined ? ' copy' : '';
  const name = `${request.method} ${level}${subresources.length === 0 ? '' : `?${subresources.join('&')}`}${copy}`;
  const handler = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  if (handler === undefined) throw notImplemented(name);
  return handler(call);
}
