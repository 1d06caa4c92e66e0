import { type ChildProcess, spawn } from 'node:child_process';
import type { NetworkConfiguration } from '@aws-sdk/client-ecs';
import { type AwsClients, awsClients, TEST_REGION } from './aws-clients.ts';
import { freePort } from './loopback-port.ts';

/** A `moto_server` process: an AWS stand-in that others wrote. */
export interface Moto extends AwsClients {
  /** A subnet and a security group of its default VPC, which it wants to know before it runs a task. */
  readonly network: NetworkConfiguration;
  close(): Promise<void>;
}

/** Starts it on a free loopback port and waits until it answers. */
export async function startMoto(program: string): Promise<Moto> {
  const port = await freePort();
  const child = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore', detached: true });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const endpoint = `http://127.0.0.1:${port}`;
  const clients = awsClients(endpoint);
  const close = async () => {
    clients.destroy();
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await exited;
  };
  try {
    await answering(endpoint, child);
    const subnets = await firstId(endpoint, 'DescribeSubnets', /<subnetId>([^<]+)</);
    const securityGroups = await firstId(endpoint, 'DescribeSecurityGroups', /<groupId>([^<]+)</);
    return { ...clients, network: { awsvpcConfiguration: { subnets, securityGroups } }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function answering(endpoint: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 600 && child.exitCode === null; attempt++) {
    const answers = await fetch(`${endpoint}/moto-api/`).then(
      (response) => response.ok,
      () => false,
    );
    if (answers) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`moto_server does not answer at ${endpoint}`);
}

/** Asks its EC2, whose client is not installed here; it looks at the scope of a signature, not at the signature. */
async function firstId(endpoint: string, action: string, pattern: RegExp): Promise<string[]> {
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/${TEST_REGION}/ec2/aws4_request, SignedHeaders=host, Signature=none`;
  const body = new URLSearchParams({ Action: action, Version: '2016-11-15' });
  const text = await (await fetch(endpoint, { method: 'POST', headers: { authorization }, body })).text();
  const id = pattern.exec(text)?.[1];
  if (id === undefined) throw new Error(`moto's ${action} tells no id: ${text.slice(0, 500)}`);
  return [id];
}
