import { createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

const CUT_AFTER_MS = 300;

/** What is to happen to one call: another answer, or bytes of the real one and then a cut, or silence; or something done before it is passed on. */
export type Breakage =
  | { readonly status: number; readonly code: string }
  | { readonly after: number; readonly ending: 'cut' | 'silence' }
  | { readonly before: () => Promise<unknown> };

export interface BreakingProxy {
  readonly endpoint: string;
  /** Asked for each call; `undefined` lets it through. Replace it at any time. */
  breakage: (call: IncomingMessage) => Breakage | undefined;
  /** Method and range of each call, in order. */
  readonly calls: string[];
  close(): Promise<void>;
}

/** Stands between the official clients and a stand-in of S3, on loopback, streams what passes, and breaks what a test wants broken. */
export async function startBreakingProxy(target: string): Promise<BreakingProxy> {
  const { hostname, port } = new URL(target);
  const server = createServer(async (incoming, outgoing) => {
    proxy.calls.push(`${incoming.method} ${incoming.headers.range ?? ''}`.trim());
    const breakage = proxy.breakage(incoming);
    if (breakage !== undefined && 'status' in breakage) {
      const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${breakage.code}</Code><Message>broken by a test</Message></Error>`;
      return void outgoing.writeHead(breakage.status, { 'content-type': 'application/xml' }).end(incoming.method === 'HEAD' ? undefined : body);
    }
    if (breakage !== undefined && 'before' in breakage) await breakage.before();
    const onward = send({ hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers }, (answer) => {
      if (breakage !== undefined && 'after' in breakage && breakage.after === 0 && breakage.ending === 'cut') {
        // The call had its effect, and nobody hears of it.
        return void answer.resume().on('end', () => outgoing.destroy());
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      if (breakage === undefined || !('after' in breakage)) return void answer.pipe(outgoing);
      let left = breakage.after;
      answer.on('data', (chunk: Buffer) => {
        if (left <= 0) return;
        const passed = chunk.subarray(0, left);
        left -= passed.length;
        outgoing.write(passed, () => {
          // A busy client must have the time to take what came before: a lost connection takes what it has not yet read with it.
          if (left <= 0 && breakage.ending === 'cut') setTimeout(() => outgoing.destroy(), CUT_AFTER_MS);
        });
      });
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: BreakingProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    breakage: () => undefined,
    calls: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}
