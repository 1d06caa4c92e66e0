import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { type ContractTarget, type Deviations, describeContract } from '../../testing/aws-contract/contract.ts';
import { ecsContract } from '../../testing/aws-contract/ecs-contract.ts';
import { logsContract } from '../../testing/aws-contract/logs-contract.ts';
import { s3Contract } from '../../testing/aws-contract/s3-contract.ts';
import { s3IntegrityContract } from '../../testing/aws-contract/s3-integrity-contract.ts';
import { schedulerContract } from '../../testing/aws-contract/scheduler-contract.ts';
import { type AwsStandIn, startAwsStandIn, writeFiles } from '../../testing/aws-stand-in.ts';
import { type Moto, startMoto } from '../../testing/moto.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';

/** Where moto (5.2) does otherwise than AWS documents. Each of these tests is run against it and must fail. */
const MOTO: Deviations = {
  'a key of 1,024 bytes is the longest': 'longer keys are accepted',
  'a wrong CRC32 is refused, and nothing is stored': 'checksums are kept, not verified',
  'a wrong CRC32C is refused, and nothing is stored': 'checksums are kept, not verified',
  'a wrong SHA1 is refused, and nothing is stored': 'checksums are kept, not verified',
  'a wrong SHA256 is refused, and nothing is stored': 'checksums are kept, not verified',
  'a checksum of one write is of the full object': 'tells no ChecksumType',
  'Content-MD5 is verified': 'Content-MD5 is not looked at',
  'multipart: a SHA256 is composite': 'tells no checksum of the whole',
  'multipart: a CRC32 can be of the full object': 'tells no checksum of the whole',
  'multipart: parts must be in order': 'any order is accepted',
  'multipart: aborted, it is gone': 'answers 500 with an HTML page',
  'a family means its newest active revision': 'means the newest revision, active or not',
  'a task that ended by itself says so, and who started it': 'tells no stopCode, and desiredStatus stays RUNNING',
  'an unknown task is a failure MISSING, not an error': 'failures stay empty',
  'a stopped task says that the user did it': 'tells no stopCode',
  'stopping an unknown task is an InvalidParameterException': 'answers 500 with an HTML page',
  'an override must name a container': 'any name is accepted',
  'a client token starts once, and other parameters are a conflict': 'the token is not looked at',
  'filters by time': 'endTime is inclusive',
  'an update without a state enables': 'the state is then unset',
  'a wrong expression is a ValidationException': 'any expression is accepted',
  'a page holds at most 1 MB': 'pages are limited by number alone',
};

function all(target: () => ContractTarget, deviations: Deviations): void {
  const only = (contract: Parameters<typeof describeContract>[1]) => {
    const names: string[] = [];
    contract((name) => void names.push(name));
    return Object.fromEntries(Object.entries(deviations).filter(([name]) => names.includes(name)));
  };
  describeContract('S3', s3Contract, target, only(s3Contract));
  describeContract('S3 integrity', s3IntegrityContract, target, only(s3IntegrityContract));
  describeContract('ECS', ecsContract, target, only(ecsContract));
  describeContract('CloudWatch Logs', logsContract, target, only(logsContract));
  describeContract('EventBridge Scheduler', schedulerContract, target, only(schedulerContract));
}

describe('our stand-in', () => {
  let aws: AwsStandIn;
  beforeAll(async () => {
    aws = await startAwsStandIn();
    const context = await mkdtemp(join(aws.folder, 'context-'));
    await aws.server.registerImage('batch:1', await writeFiles(context, { Dockerfile: 'FROM alpine\nCMD ["true"]' }));
  });
  afterAll(() => aws.close());
  const network = { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } };
  all(() => ({ ...aws, image: 'batch:1', network }), {});
});

describeWithPrograms(['moto_server'], 'moto', ({ moto_server }) => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto(moto_server ?? '');
  });
  afterAll(() => moto.close());
  all(() => ({ ...moto, image: 'batch:1' }), MOTO);
});
