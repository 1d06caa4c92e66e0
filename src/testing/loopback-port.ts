import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

/** Below those that systems give to whoever asks for any, so that no client and no other server is given it before who asked here listens on it. */
const OWN_PORTS = { from: 15_000, until: 32_000 } as const;

/** A port of the loopback address that nobody listens on, nor soon will. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(OWN_PORTS.from, OWN_PORTS.until);
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true)));
    if (!free) continue;
    await new Promise<void>((resolve) => server.close(() => resolve()));
    return port;
  }
  throw new Error('no port');
}

/** Waits up to a minute for a server on that port. `said`: what to tell when it does not come. */
export async function listening(port: number, said: () => string): Promise<void> {
  for (let attempt = 0; attempt < 1_200; attempt += 1) {
    const up = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      }).once('error', () => resolve(false));
    });
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(said());
}
