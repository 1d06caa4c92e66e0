import { element } from '../xml/build-xml.ts';
import { childText, malformedXml, parseXml } from '../xml/parse-xml.ts';
import { receiveNothing, receiveText } from './receive-body.ts';
import { type S3Handler, xmlAnswer } from './s3-call.ts';
import { invalidRequest, notImplemented } from './s3-error.ts';

/** DeleteObject. Deleting what does not exist succeeds, as with S3. */
export const deleteObject: S3Handler = async (call) => {
  if (call.request.header('if-match') !== undefined) throw notImplemented('If-Match on DeleteObject');
  await receiveNothing(call);
  await call.store.get(call.bucket).remove(call.key);
  return { status: 204 };
};

/** DeleteObjects: up to 1,000 keys; the request must carry a checksum. */
export const deleteObjects: S3Handler = async (call) => {
  const bucket = call.store.get(call.bucket);
  const { request } = call;
  const checked =
    request.header('content-md5') !== undefined || Object.keys(request.stream.headers).some((name) => name.startsWith('x-amz-checksum-'));
  if (!checked && request.header('x-amz-trailer') === undefined) throw invalidRequest('Missing required header for this request: Content-MD5');
  const root = parseXml(await receiveText(call));
  const wanted = root.children.filter((child) => child.name === 'Object');
  if (root.name !== 'Delete' || wanted.length === 0 || wanted.length > 1000) throw malformedXml();
  const keys = wanted.map((child) => {
    const key = childText(child, 'Key');
    if (key === undefined || key === '') throw malformedXml();
    return key;
  });
  for (const key of keys) await bucket.remove(key);
  const quiet = childText(root, 'Quiet') === 'true';
  return xmlAnswer(element('DeleteResult', quiet ? [] : keys.map((key) => element('Deleted', [element('Key', key)]))));
};
