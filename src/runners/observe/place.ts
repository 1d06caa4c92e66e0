import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SFTPWrapper } from 'ssh2';
import type { Connections } from '../../connections/connections.ts';
import { clockSkew } from '../../connections/ssh/clock-skew.ts';
import type { Clock } from '../../model/clock.ts';
import type { Found } from './sight.ts';

const NO_SUCH_FILE = 2;
const TAIL_BYTES = 16 * 1024;

/** Where natural runs leave something. Read-only. */
export interface Place {
  readonly source: string;
  readonly path: string;
  /** Whether what is there is whole by itself, as objects are. */
  readonly whole: boolean;
  /** Seconds by which its clock is ahead of ours; undefined where it does not tell. */
  skew(): Promise<number | undefined>;
  /** undefined where there is nothing. `writtenAt` by the clock of the place. */
  look(path: string): Promise<Found | undefined>;
  lastLine(path: string): Promise<string | undefined>;
}

export function filePlace({ path }: { readonly path: string }): Place {
  return {
    source: `file://${resolve(path)}`,
    path,
    whole: false,
    skew: () => Promise.resolve(0),
    async look(at) {
      const facts = await stat(at).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      return facts === undefined ? undefined : { size: facts.size, writtenAt: facts.mtimeMs };
    },
    async lastLine(at) {
      const file = await open(at);
      try {
        const { size } = await file.stat();
        const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, Math.max(0, size - TAIL_BYTES));
        return lastLineOf(buffer.subarray(0, bytesRead));
      } finally {
        await file.close();
      }
    },
  };
}

export function sftpPlace(connections: Connections, { host, path }: { readonly host: string; readonly path: string }, clock: Clock): Place {
  const withSftp = async <T>(body: (sftp: SFTPWrapper) => Promise<T>): Promise<T> => {
    const sftp = await (await connections.ssh(host)).sftp();
    try {
      return await body(sftp);
    } finally {
      sftp.end();
    }
  };
  const look = (at: string) =>
    withSftp(
      (sftp) =>
        new Promise<Found | undefined>((done, fail) => {
          sftp.stat(at, (error, facts) => {
            if (error === undefined || error === null) return done({ size: facts.size, writtenAt: facts.mtime * 1000 });
            if ((error as { code?: number }).code === NO_SUCH_FILE) return done(undefined);
            fail(error);
          });
        }),
    );
  return {
    source: `sftp://${host}/${path}`,
    path,
    whole: false,
    skew: async () => clockSkew(await connections.ssh(host), clock),
    look,
    async lastLine(at) {
      const size = (await look(at))?.size ?? 0;
      if (size === 0) return undefined;
      return withSftp(async (sftp) => {
        const parts: Buffer[] = [];
        const stream = sftp.createReadStream(at, { start: Math.max(0, size - TAIL_BYTES), end: size - 1 });
        // The handle is closed after the last data; a session that ends before makes an error that nobody hears.
        const closed = new Promise((done) => stream.once('close', done));
        for await (const part of stream) parts.push(part as Buffer);
        await closed;
        return lastLineOf(Buffer.concat(parts));
      });
    },
  };
}

export function s3Place(connections: Connections, { bucket, key }: { readonly bucket: string; readonly key: string }): Place {
  return {
    source: `s3://${bucket}/${key}`,
    path: key,
    whole: true,
    skew: () => Promise.resolve(0),
    async look(at) {
      const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
      const head = await connections
        .aws()
        .s3.send(new HeadObjectCommand({ Bucket: bucket, Key: at }))
        .catch((error: unknown) => {
          if (['NotFound', 'NoSuchKey'].includes((error as Error).name)) return undefined;
          throw error;
        });
      return head?.LastModified === undefined ? undefined : { size: head.ContentLength ?? 0, writtenAt: head.LastModified.getTime() };
    },
    lastLine: () => Promise.resolve(undefined),
  };
}

/** The last line that is not empty. */
function lastLineOf(bytes: Buffer): string | undefined {
  return bytes.toString('utf8').trimEnd().split('\n').at(-1);
}
