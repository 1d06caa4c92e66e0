import { connect, createServer, type Server, type Socket } from 'node:net';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Connections } from '../connections/connections.ts';
import type { SshConnection } from '../connections/ssh/ssh-connection.ts';

/** Replies are over when none came for so long. */
const QUIET_MS = 100;

/** How the network breaks at a call: before anything of it arrives, or once it has had its effect and nobody hears of it. */
export type Cut = 'before' | 'after';

/** A network of TCP proxies on loopback that breaks at the n-th call to the outside, and stays broken until it is mended. */
export interface CutNetwork {
  /** A port that leads to another one. */
  through(port: number): Promise<number>;
  /** The same connections, with their calls counted: each command and session of SSH, each operation of AWS. */
  counted(connections: Connections): Connections;
  /** Breaks at the n-th call from now on. */
  breakAt(nth: number, cut: Cut): void;
  /** What was called since, in words. */
  readonly calls: readonly string[];
  readonly broken: boolean;
  mend(): void;
  close(): Promise<void>;
}

/** Where to break, by the calls of an unbroken pass: what writes both before and after its effect, anything else in one of the two ways, in turn. */
export function cutsOf(calls: readonly string[], writes: RegExp): readonly { readonly nth: number; readonly cut: Cut; readonly call: string }[] {
  return calls.flatMap((call, index) => {
    const cuts: readonly Cut[] = writes.test(call) ? ['before', 'after'] : [index % 2 === 0 ? 'before' : 'after'];
    return cuts.map((cut) => ({ nth: index + 1, cut, call }));
  });
}

export function makeCutNetwork(): CutNetwork {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  let state: 'up' | 'deaf' | 'down' = 'up';
  let planned: { readonly nth: number; readonly cut: Cut } | undefined;
  let calls: string[] = [];
  let quiet: NodeJS.Timeout | undefined;

  const down = () => {
    clearTimeout(quiet);
    state = 'down';
    for (const socket of sockets) socket.destroy();
  };
  /** From now on no reply arrives; then the connections break. */
  const deaf = () => {
    if (state === 'down') return;
    state = 'deaf';
    clearTimeout(quiet);
    quiet = setTimeout(down, QUIET_MS);
  };
  const called = (what: string): Cut | undefined => {
    calls.push(what.replace(/\s+/g, ' ').slice(0, 80));
    if (planned?.nth !== calls.length) return undefined;
    if (planned.cut === 'before') down();
    return planned.cut;
  };
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  };
  const wrapped = (connection: SshConnection): SshConnection => {
    const around =
      <A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        // Of a script, what it does stands last.
        const last =
          String(args[0] ?? '')
            .trim()
            .split('\n')
            .at(-1) ?? '';
        const cut = called(`${connection.host}: ${name} ${last}`);
        const result = await call(...args);
        if (cut === 'after') deaf();
        return result;
      };
    const methods = {
      exec: around('exec', connection.exec),
      sftp: around('sftp', connection.sftp),
      sftpChannel: around('sftp', connection.sftpChannel),
    };
    return new Proxy(connection, { get: (of, name) => Reflect.get(name in methods ? methods : of, name) });
  };
  return {
    async through(port) {
      const server = createServer((near) => {
        keep(near);
        if (state !== 'up') return void near.destroy();
        const far = connect(port, '127.0.0.1');
        keep(far);
        near.pipe(far);
        far.on('data', (data) => (state === 'up' ? near.write(data) : deaf()));
        far.on('end', () => near.end());
        for (const [one, other] of [[near, far] as const, [far, near] as const]) one.on('close', () => other.destroy());
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      servers.push(server);
      return (server.address() as { port: number }).port;
    },
    counted(connections) {
      const known = new WeakMap<SshConnection, SshConnection>();
      const clients = new WeakSet<object>();
      const own: Pick<Connections, 'ssh' | 'aws'> = {
        async ssh(host) {
          const connection = await connections.ssh(host);
          const one = known.get(connection) ?? wrapped(connection);
          known.set(connection, one);
          return one;
        },
        aws() {
          const aws = connections.aws();
          for (const client of [aws.s3, aws.ecs, aws.scheduler]) {
            if (clients.has(client)) continue;
            clients.add(client);
            (client.middlewareStack as S3Client['middlewareStack']).add(
              (next, context) => async (args) => {
                if (called(`aws: ${String((context as { commandName?: string }).commandName)}`) === 'after') deaf();
                return await next(args);
              },
              { step: 'initialize', name: 'counted', override: true },
            );
          }
          return aws;
        },
      };
      return new Proxy(connections, { get: (of, name) => Reflect.get(name in own ? own : of, name) });
    },
    breakAt(nth, cut) {
      calls = [];
      planned = { nth, cut };
    },
    get calls() {
      return calls;
    },
    get broken() {
      return state !== 'up';
    },
    mend() {
      clearTimeout(quiet);
      planned = undefined;
      if (state !== 'up') for (const socket of sockets) socket.destroy();
      state = 'up';
    },
    async close() {
      clearTimeout(quiet);
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
    },
  };
}
