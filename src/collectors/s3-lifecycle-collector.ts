import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import type { Collector } from '../model/collector.ts';
import { message } from '../model/message.ts';
import { missing } from './collect-problem.ts';
import { expectSameAgain } from './proof.ts';
import { artifact, receiveFile } from './receive-file.ts';
import type { Arrived } from './write-hashed.ts';

const config = z.strictObject({ bucket: z.string().min(1).describe('S3 bucket whose lifecycle rules are read') });

/**
 * Brings a bucket's lifecycle configuration home as JSON, in the form in which the AWS CLI prints it; a bucket without one has no rules. Read twice, and
 * compared.
 */
export function s3LifecycleCollector(connections: Connections): Collector<z.infer<typeof config>> {
  return {
    kind: 's3-lifecycle',
    config,
    plan: ({ bucket }) => [message('s3-lifecycle.plan', 'read the lifecycle rules of s3://{bucket}', { bucket })],
    async collect({ bucket }, request, x) {
      const source = `s3://${bucket}/?lifecycle`;
      const read = async (): Promise<AsyncIterable<Uint8Array>> => {
        const rules = await readRules(connections, bucket, source, x.signal);
        return oneChunk(Buffer.from(`${JSON.stringify({ Rules: rules }, undefined, 2)}\n`));
      };
      const prove = async (arrived: Arrived) => await expectSameAgain(source, await read(), arrived, x);
      const received = await receiveFile(await read(), { name: 'lifecycle.json', prove }, request, x);
      return [artifact(request, received, { name: 'lifecycle.json', source })];
    },
  };
}

async function readRules(connections: Connections, bucket: string, source: string, signal: AbortSignal) {
  const { GetBucketLifecycleConfigurationCommand } = await import('@aws-sdk/client-s3');
  try {
    const { Rules: rules = [] } = await connections
      .aws()
      .s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }), { abortSignal: signal });
    return rules;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'NoSuchLifecycleConfiguration') return [];
    throw error.name === 'NoSuchBucket' ? missing(source, error) : error;
  }
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
