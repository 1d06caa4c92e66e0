import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { type AwsStandIn, startAwsStandIn } from '../testing/aws-stand-in.ts';
import { type Moto, startMoto } from '../testing/moto.ts';
import { emptyS3Store } from '../testing/s3-store.ts';
import { describeStore } from '../testing/store-contract.ts';
import { STORE_CONTEXT } from '../testing/store-parts.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { makeDiskStore } from './disk-store.ts';

describeStore('a store on disk', () => {
  const folder = join(temporaryFolder(), 'reports');
  return { here: makeDiskStore(folder, STORE_CONTEXT), there: makeDiskStore(folder, STORE_CONTEXT) };
});

describe('with our stand-in', () => {
  let aws: AwsStandIn;
  beforeAll(async () => {
    aws = await startAwsStandIn();
  });
  afterAll(() => aws.close());
  describeStore('a store on S3', () => emptyS3Store(aws.s3));
});

describeWithPrograms(['moto_server'], 'with moto', ({ moto_server: program = '' }) => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto(program);
  });
  afterAll(() => moto.close());
  describeStore('a store on S3', () => emptyS3Store(moto.s3));
});
