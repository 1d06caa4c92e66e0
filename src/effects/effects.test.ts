import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import mysql from 'mysql2';
import { afterAll, describe, expect, it } from 'vitest';
import { fence } from '../../checks/fence.ts';
import { makeConnections } from '../connections/connections.ts';
import type { Sighting } from '../model/effect.ts';
import { testContext } from '../testing/context.ts';
import { checkContext } from '../testing/evidence.ts';
import { startMariadb } from '../testing/mariadb.ts';
import { startMoto } from '../testing/moto.ts';
import { evidencePair } from '../testing/stored-run.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { httpEffect } from './http-effect.ts';
import { mailEffect } from './mail-effect.ts';
import { queueEffect } from './queue-effect.ts';
import { s3Effect } from './s3-effect.ts';
import { tableEffect } from './table-effect.ts';

const x = testContext();

/** What the run says of a target that looked so before and after. */
async function judged(before: readonly Sighting[], after: readonly Sighting[]): Promise<string> {
  return (await fence.check(evidencePair({ effects: [{ effect: 'real', before, after }] }), {}, checkContext())).status;
}

describeWithPrograms(['mariadbd', 'mariadb-install-db', 'openssl'], 'a table', (programs) => {
  it('is red when a row came or changed, green when none did', async () => {
    const server = await startMariadb(programs.mariadbd ?? '', programs['mariadb-install-db'] ?? '', join(temporaryFolder(), 'mariadb'));
    x.secrets.provide({ MARIADB: 'the password' });
    const address = { ...server.address, passwordSecret: 'MARIADB' };
    const connections = makeConnections({ kind: 'real', hosts: {}, databases: { shop: address }, aws: {} }, x);
    const { address: host, port, database, user } = server.address;
    const owner = mysql.createConnection({ host, port, database, user, password: 'the password' });
    const write = (sql: string) =>
      new Promise<void>((resolve, reject) => void owner.query(sql, (error) => (error === null ? resolve() : reject(error))));
    try {
      await write('CREATE TABLE exports (id int, state varchar(9))');
      const look = () => tableEffect(connections).look({ database: 'shop', query: 'SELECT count(*), min(state) FROM exports' }, x);
      const empty = await look();
      expect(await judged(empty, await look())).toBe('pass');
      await write("INSERT INTO exports VALUES (1, 'new')");
      const one = await look();
      expect(await judged(empty, one)).toBe('fail');
      await write("UPDATE exports SET state = 'old'");
      expect(await judged(one, await look())).toBe('fail');
      await expect(tableEffect(connections).look({ database: 'shop', query: 'DELETE FROM exports' }, x)).rejects.toThrow();
      expect(await look()).not.toEqual(empty);
    } finally {
      owner.destroy();
      await connections.close();
      await server.stop();
    }
  }, 120_000);
});

describe('an address', () => {
  let body = '[]';
  let status = 200;
  const server = createServer((_, response) => response.writeHead(status).end(body));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('is red when it shows something else, and is not read when it refuses or leads elsewhere', async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`;
    const before = await httpEffect.look({ url }, x);
    expect(await judged(before, await httpEffect.look({ url }, x))).toBe('pass');
    body = '{}';
    expect(await judged(before, await httpEffect.look({ url }, x))).toBe('fail');
    for (status of [302, 403, 500])
      await expect(httpEffect.look({ url }, x)).rejects.toMatchObject({ code: 'effect.http', received: String(status) });
  });
});

describe('a mail', () => {
  it('has no target that could be looked at', async () => {
    expect(await mailEffect.look({}, x)).toEqual([]);
    expect(await mailEffect.target['~standard'].validate({ to: 'someone' })).toHaveProperty('issues');
  });
});

describeWithPrograms(['moto_server'], 'a queue', (programs) => {
  it('is red when it holds another number of messages', async () => {
    const moto = await startMoto(programs.moto_server ?? '');
    const endpoint = String((await moto.s3.config.endpoint?.())?.port);
    x.secrets.provide({ KEY_ID: 'test', KEY: 'test' });
    const aws = { region: 'ap-northeast-1', endpoint: `http://127.0.0.1:${endpoint}`, accessKeyIdSecret: 'KEY_ID', secretAccessKeySecret: 'KEY' };
    const connections = makeConnections({ kind: 'real', hosts: {}, databases: {}, aws }, x);
    const sqs = new SQSClient({ region: aws.region, endpoint: aws.endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
    try {
      const url = (await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }))).QueueUrl ?? '';
      const look = () => queueEffect(connections).look({ url }, x);
      const before = await look();
      expect(before).toMatchObject([{ size: 0 }]);
      expect(await judged(before, await look())).toBe('pass');
      await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'one' }));
      expect(await judged(before, await look())).toBe('fail');
      await expect(queueEffect(connections).look({ url: `${url}-absent` }, x)).rejects.toThrow();
    } finally {
      sqs.destroy();
      await connections.close();
      await moto.close();
    }
  });
});

describeWithPrograms(['moto_server'], 'a prefix', (programs) => {
  it('is red when an object came, went or was written again, also with as many bytes', async () => {
    const moto = await startMoto(programs.moto_server ?? '');
    x.secrets.provide({ S3_ID: 'test', S3_KEY: 'test' });
    const aws = { region: 'ap-northeast-1', endpoint: moto.endpoint, accessKeyIdSecret: 'S3_ID', secretAccessKeySecret: 'S3_KEY' };
    const connections = makeConnections({ kind: 'real', hosts: {}, databases: {}, aws }, x);
    const put = (Key: string, Body: string) => moto.s3.send(new PutObjectCommand({ Bucket: 'exports', Key, Body }));
    const look = () => s3Effect(connections).look({ bucket: 'exports', prefix: 'real/' }, x);
    try {
      await expect(look()).rejects.toThrow();
      await moto.s3.send(new CreateBucketCommand({ Bucket: 'exports', CreateBucketConfiguration: { LocationConstraint: 'ap-northeast-1' } }));
      const empty = await look();
      await put('real/a.csv', 'one');
      await put('decoy/a.csv', 'one');
      const one = await look();
      expect(await judged(empty, one)).toBe('fail');
      expect(await judged(one, await look())).toBe('pass');
      await put('real/a.csv', 'two');
      const two = (await look()).map((sighting) => ({ ...sighting, ...(one[0]?.writtenAt === undefined ? {} : { writtenAt: one[0].writtenAt }) }));
      expect(await judged(one, two)).toBe('fail');
      expect(await judged(one, [])).toBe('fail');
    } finally {
      await connections.close();
      await moto.close();
    }
  });
});
