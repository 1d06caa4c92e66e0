import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asTwinrunError } from '../model/error.ts';
import { sha256 } from '../runtime/hash.ts';

/** Orders by `<method> <path>`; what they answer is sent as JSON. */
export type Orders = Readonly<Record<string, (body: unknown) => Promise<unknown>>>;

const BODY_LIMIT = 1 << 20;

/** Takes orders on a free loopback port, from whoever knows the token. Errors are answered with status 500 as `{ error, class }`. */
export async function startControl(token: string, orders: Orders): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    serve(request, token, orders).then(
      ({ status, body }) => answer(response, status, body),
      (thrown: unknown) => {
        const error = asTwinrunError(thrown);
        answer(response, 500, { error, class: error.class });
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(request: IncomingMessage, token: string, orders: Orders): Promise<{ status: number; body: unknown }> {
  if (!sameWord(request.headers.authorization ?? '', `Bearer ${token}`)) return { status: 401, body: {} };
  const order = orders[`${request.method} ${request.url}`];
  if (order === undefined) return { status: 404, body: {} };
  return { status: 200, body: (await order(await readBody(request))) ?? {} };
}

/** Compares in a time that tells nothing; hashing makes the lengths equal. */
function sameWord(received: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(received)), Buffer.from(sha256(expected)));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_LIMIT) throw new Error('the order is too long');
  }
  return text === '' ? undefined : JSON.parse(text);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify(body));
}
