import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What a handler answers. A stream is sent with the content length given in `headers`. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
}

/** Sends an answer. A client that goes away while a stream is sent is no error. */
export async function sendAnswer(response: ServerResponse, answer: Answer, requestId: string): Promise<void> {
  const { body } = answer;
  const identity = { 'x-amz-request-id': requestId, 'x-amzn-requestid': requestId };
  if (body === undefined || typeof body === 'string') {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const none = body === undefined && answer.status !== 204 && answer.status !== 304 ? { 'content-length': '0' } : {};
    response.writeHead(answer.status, { ...identity, ...none, ...length, ...answer.headers });
    response.end(body);
    return;
  }
  response.writeHead(answer.status, { ...identity, ...answer.headers });
  await pipeline(body, response).catch(() => response.destroy());
}
