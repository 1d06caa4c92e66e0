import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is to happen to one call: an answer in place of the real one, a changed one, or a connection that is cut after the call was carried out. */
export type Fault =
  | { readonly status: number; readonly body: unknown }
  | { readonly change: (answer: Record<string, unknown>) => Record<string, unknown> }
  | { readonly cut: true };

export interface AwsProxy {
  readonly endpoint: string;
  /** Called for each call of a JSON service, by operation; `undefined` lets it through. Replace it at any time. */
  fault: (operation: string, input: Record<string, unknown>) => Fault | undefined;
  /** How often each operation was called. */
  readonly calls: Map<string, number>;
  close(): Promise<void>;
}

/** Stands between the official clients and a stand-in, on loopback, and breaks what a test wants broken. */
export async function startAwsProxy(target: string): Promise<AwsProxy> {
  const { hostname, port } = new URL(target);
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await whole(incoming);
    const operation =
      String(incoming.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1) ?? '';
    proxy.calls.set(operation, (proxy.calls.get(operation) ?? 0) + 1);
    const fault = operation === '' ? undefined : proxy.fault(operation, JSON.parse(body.toString()) as Record<string, unknown>);
    const json = { 'content-type': 'application/x-amz-json-1.1' };
    if (fault !== undefined && 'status' in fault) return void outgoing.writeHead(fault.status, json).end(JSON.stringify(fault.body));
    const { method, headers } = incoming;
    const answer = await new Promise<IncomingMessage>((resolve, reject) =>
      send({ hostname, port, path: incoming.url, method, headers }, resolve).on('error', reject).end(body),
    );
    const text = await whole(answer);
    if (fault !== undefined && 'cut' in fault) return void outgoing.destroy();
    if (fault === undefined) return void outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(text);
    outgoing.writeHead(answer.statusCode ?? 500, json).end(JSON.stringify(fault.change(JSON.parse(text.toString()) as Record<string, unknown>)));
  };
  // A client that goes away in the middle of its call, or a server that does, breaks that call alone.
  const server = createServer((incoming, outgoing) => void pass(incoming, outgoing).catch(() => outgoing.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: AwsProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: () => undefined,
    calls: new Map(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

async function whole(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
