import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../../model/clock.ts';
import type { Ids } from '../../model/context.ts';
import { type Answer, sendAnswer } from './http/answer.ts';
import { readIncoming } from './http/incoming.ts';
import { BucketStore } from './s3/bucket-store.ts';
import { answerS3 } from './s3/s3-service.ts';

export interface AwsServerOptions {
  readonly folder: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface AwsServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

export async function startAwsServer(options: AwsServerOptions): Promise<AwsServer> {
  const store = await BucketStore.open(join(options.folder, 's3'));
  const caller = { accessKeyId: options.accessKeyId, secretAccessKey: options.secretAccessKey, region: options.region };
  const answer = async (message: IncomingMessage, response: ServerResponse) => {
    const requestId = options.ids.unique();
    let result: Answer;
    try {
      result = await answerS3(readIncoming(message), { store, caller, clock: options.clock, ids: options.ids }, requestId);
    } catch (error) {
      result = { status: 500, body: String(error instanceof Error ? error.stack : error) };
    }
    message.resume();
    await sendAnswer(response, result, requestId);
  };
  const server: Server = createServer((message, response) => void answer(message, response));
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
