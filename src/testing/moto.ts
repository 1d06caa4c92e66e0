import { spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type AwsClients, awsClients } from './aws-clients.ts';

/** A `moto_server` process: an AWS stand-in that others wrote. */
export interface Moto extends AwsClients {
  close(): Promise<void>;
}

/** Starts it on a free loopback port and waits until it answers. */
export async function startMoto(program: string): Promise<Moto> {
  const port = await freePort();
  const child = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore', detached: true });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const endpoint = `http://127.0.0.1:${port}`;
  for (let attempt = 0; ; attempt++) {
    const answers = await fetch(`${endpoint}/moto-api/`).then(
      (response) => response.ok,
      () => false,
    );
    if (answers) break;
    if (attempt > 300 || child.exitCode !== null) throw new Error(`moto_server does not answer on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const clients = awsClients(endpoint);
  const close = async () => {
    clients.destroy();
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await exited;
  };
  return { ...clients, close };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
