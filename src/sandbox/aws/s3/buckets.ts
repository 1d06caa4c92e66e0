import { AwsError } from '../aws-error.ts';
import { element } from '../xml/build-xml.ts';
import { childText, parseXml } from '../xml/parse-xml.ts';
import { receiveNothing, receiveText } from './receive-body.ts';
import { type S3Handler, wholeSeconds, xmlAnswer } from './s3-call.ts';

/** Between 3 and 63 characters; also what keeps a bucket's folder inside the store. */
const NAME = /^[a-z0-9](?:[a-z0-9]|[.-](?![.-])|-(?=-)){1,61}[a-z0-9]$/;

export const listBuckets: S3Handler = async ({ store }) =>
  xmlAnswer(
    element('ListAllMyBucketsResult', [
      element('Owner', [element('ID', 'sandbox')]),
      element(
        'Buckets',
        store.list().map(({ record }) => element('Bucket', [element('Name', record.name), element('CreationDate', record.createdAt)])),
      ),
    ]),
  );

export const createBucket: S3Handler = async (call) => {
  const { store, bucket, region, clock } = call;
  if (!NAME.test(bucket)) throw new AwsError(400, 'InvalidBucketName', 'The specified bucket is not valid.', { BucketName: bucket });
  const text = await receiveText(call);
  const wanted = text === '' ? 'us-east-1' : (childText(parseXml(text), 'LocationConstraint') ?? 'us-east-1');
  if (wanted !== region) {
    throw new AwsError(
      400,
      'IllegalLocationConstraintException',
      `The ${text === '' ? 'unspecified' : wanted} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  if (store.has(bucket)) {
    throw new AwsError(409, 'BucketAlreadyOwnedByYou', 'Your previous request to create the named bucket succeeded and you already own it.', {
      BucketName: bucket,
    });
  }
  await store.create(bucket, wholeSeconds(clock.now()));
  return { status: 200, headers: { location: `/${bucket}` } };
};

export const headBucket: S3Handler = async ({ store, bucket, region }) => {
  store.get(bucket);
  return { status: 200, headers: { 'x-amz-bucket-region': region } };
};

export const getBucketLocation: S3Handler = async ({ store, bucket, region }) => {
  store.get(bucket);
  return xmlAnswer(element('LocationConstraint', region === 'us-east-1' ? '' : region));
};

export const deleteBucket: S3Handler = async (call) => {
  const { store, bucket } = call;
  await receiveNothing(call);
  if (store.get(bucket).keys.size > 0) {
    throw new AwsError(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty', { BucketName: bucket });
  }
  await store.delete(bucket);
  return { status: 204 };
};
