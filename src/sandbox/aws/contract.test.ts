import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { type ContractTarget, type Deviations, describeContract } from '../../testing/aws-contract/contract.ts';
import { ecsContract } from '../../testing/aws-contract/ecs-contract.ts';
import { logsContract } from '../../testing/aws-contract/logs-contract.ts';
import { s3Contract } from '../../testing/aws-contract/s3-contract.ts';
import { s3IntegrityContract } from '../../testing/aws-contract/s3-integrity-contract.ts';
import { type AwsStandIn, startAwsStandIn, writeFiles } from '../../testing/aws-stand-in.ts';
import { type Moto, startMoto } from '../../testing/moto.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';

/** Where moto (5.2) does otherwise than AWS documents. Each of these tests is run against it and must fail. */
const MOTO: Deviations = {};

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
}

describe('our stand-in', () => {
  let aws: AwsStandIn;
  beforeAll(async () => {
    aws = await startAwsStandIn();
    const context = await mkdtemp(join(aws.folder, 'context-'));
    await aws.server.registerImage('batch:1', await writeFiles(context, { Dockerfile: 'FROM alpine\nCMD ["true"]' }));
  });
  afterAll(() => aws.close());
  all(() => ({ ...aws, image: 'batch:1' }), {});
});

describeWithPrograms(['moto_server'], 'moto', ({ moto_server }) => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto(moto_server ?? '');
  });
  afterAll(() => moto.close());
  all(() => ({ ...moto, image: 'batch:1' }), MOTO);
});
