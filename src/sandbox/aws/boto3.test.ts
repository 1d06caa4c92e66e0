import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TEST_KEY, TEST_REGION } from '../../testing/aws-clients.ts';
import { type AwsStandIn, startAwsStandIn } from '../../testing/aws-stand-in.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';

/** boto3 comes with moto, so a machine that has moto_server has both. */
const SCRIPT = `
import hashlib, json, os, sys, urllib.request
import boto3, botocore
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

s3 = boto3.client('s3', endpoint_url=os.environ['ENDPOINT'], region_name=os.environ['REGION'],
    config=Config(s3={'addressing_style': 'path'}, signature_version='s3v4', retries={'max_attempts': 0}))
said = {}
s3.create_bucket(Bucket='boto', CreateBucketConfiguration={'LocationConstraint': os.environ['REGION']})
for key in ['a b+c', 'dir/日本語.csv', 'dir/x~!()*']:
    s3.put_object(Bucket='boto', Key=key, Body=key.encode(), Metadata={'of': 'boto'})
    assert s3.get_object(Bucket='boto', Key=key)['Body'].read() == key.encode()
said['listed'] = [o['Key'] for o in s3.list_objects_v2(Bucket='boto')['Contents']]
said['paged'] = [o['Key'] for page in s3.get_paginator('list_objects_v2').paginate(Bucket='boto', PaginationConfig={'PageSize': 1}) for o in page.get('Contents', [])]
said['prefixes'] = [p['Prefix'] for p in s3.list_objects_v2(Bucket='boto', Delimiter='/')['CommonPrefixes']]

big = os.urandom(12 * 1024 * 1024)
open(sys.argv[1], 'wb').write(big)
s3.upload_file(sys.argv[1], 'boto', 'big', Config=TransferConfig(multipart_threshold=1, multipart_chunksize=5 * 1024 * 1024))
said['etag'] = s3.head_object(Bucket='boto', Key='big')['ETag']
said['whole'] = hashlib.sha256(s3.get_object(Bucket='boto', Key='big')['Body'].read()).digest() == hashlib.sha256(big).digest()
said['copied'] = s3.copy_object(Bucket='boto', Key='copy', CopySource={'Bucket': 'boto', 'Key': 'a b+c'})['CopyObjectResult']['ETag']
said['presigned'] = urllib.request.urlopen(s3.generate_presigned_url('get_object', Params={'Bucket': 'boto', 'Key': 'a b+c'})).read().decode()
for name, call in {
    'missing': lambda: s3.get_object(Bucket='boto', Key='nothing'),
    'conditional': lambda: s3.put_object(Bucket='boto', Key='big', Body=b'', IfNoneMatch='*'),
    'digest': lambda: s3.put_object(Bucket='boto', Key='k', Body=b'hello', ChecksumSHA256='AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='),
}.items():
    try: call(); said[name] = 'done'
    except botocore.exceptions.ClientError as error: said[name] = error.response['Error']['Code']
print(json.dumps(said))
`;

describeWithPrograms(['moto_server', 'python3'], "boto3, a client that is not ours nor the SDK's", ({ python3 }) => {
  let aws: AwsStandIn;
  beforeAll(async () => {
    aws = await startAwsStandIn();
  });
  afterAll(() => aws.close());

  it('puts, gets, lists, copies, presigns and uploads in parts', async () => {
    const { stdout } = await promisify(execFile)(python3 ?? '', ['-c', SCRIPT, `${aws.folder}/big`], {
      env: {
        PATH: process.env.PATH,
        HOME: aws.folder,
        ENDPOINT: aws.endpoint,
        REGION: TEST_REGION,
        AWS_ACCESS_KEY_ID: TEST_KEY.accessKeyId,
        AWS_SECRET_ACCESS_KEY: TEST_KEY.secretAccessKey,
      },
    });
    const keys = ['a b+c', 'dir/x~!()*', 'dir/日本語.csv'];
    expect(JSON.parse(stdout)).toEqual({
      listed: keys,
      paged: keys,
      prefixes: ['dir/'],
      etag: expect.stringMatching(/^"[0-9a-f]{32}-3"$/),
      whole: true,
      copied: '"96d80e8112312bb9da906a9e813dbe1b"',
      presigned: 'a b+c',
      missing: 'NoSuchKey',
      conditional: 'PreconditionFailed',
      digest: 'BadDigest',
    });
  });
});
