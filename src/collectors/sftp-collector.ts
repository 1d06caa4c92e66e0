import type { Stats } from 'ssh2';
import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import { askHost, shellQuote } from '../connections/ssh/ssh-command.ts';
import type { SshConnection } from '../connections/ssh/ssh-connection.ts';
import type { Collector } from '../model/collector.ts';
import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import { artifact, expectSame, expectSameAgain, receiveFile } from './receive-file.ts';
import { readRemote, statRemote } from './sftp-read.ts';

const GROWING_PAUSE_MS = 1_000;
const GROWING_TRIES = 5;

const config = z.strictObject({
  host: z.string().min(1).describe('Host by its name in twinrun.yaml'),
  path: z.string().min(1).describe('File on the host; relative to the login folder. May hold {{date}}'),
});

type SftpConfig = z.infer<typeof config>;

/** Brings a file home over SFTP. A file that still changes is waited for; size and sha256 are compared with the source: by its own
 * sha256sum where it runs commands, otherwise by a second reading. */
export function sftpCollector(connections: Connections): Collector<SftpConfig> {
  return {
    kind: 'sftp',
    config,
    plan: ({ host, path }) => [message('sftp.plan', 'fetch {path} from {host}', { path, host })],
    async collect(settings, request, x) {
      const source = `sftp://${settings.host}/${settings.path}`;
      const file = { host: settings.host, path: settings.path, source };
      let before = await statRemote(connections, file);
      for (let attempt = 1; ; attempt += 1) {
        const received = await receiveFile(readRemote(connections, file, before, x), settings.path, request, x, before.size);
        const after = await statRemote(connections, file);
        if (after.size === before.size && after.mtime === before.mtime) {
          expectSame('size', source, after.size, received.size);
          const theirs = await remoteSha256(await connections.ssh(settings.host), settings.path);
          if (theirs !== undefined) expectSame('sha256', source, theirs, received.sha256);
          const verified = theirs === undefined ? await expectSameAgain(source, readRemote(connections, file, before, x), received, x) : 'sha256';
          const writtenAt = new Date(after.mtime * 1000).toISOString();
          return [artifact(request, received, { name: baseName(settings.path), source, verified, writtenAt })];
        }
        if (attempt === GROWING_TRIES) throw stillGrowing(source, before, after);
        await waitQuiet(x);
        before = after;
      }
    },
  };
}

async function waitQuiet(x: Context): Promise<void> {
  await x.clock.sleep(GROWING_PAUSE_MS, x.signal);
  x.signal.throwIfAborted();
}

function baseName(path: string): string {
  return path.split('/').at(-1) ?? path;
}

/** Where commands are refused (an SFTP-only server) or the program is absent, there is no answer. */
async function remoteSha256(connection: SshConnection, path: string): Promise<string | undefined> {
  const file = path.startsWith('-') ? `./${path}` : path;
  const answer = await askHost(connection, `sha256sum ${shellQuote(file)} || shasum -a 256 ${shellQuote(file)}`).catch(() => undefined);
  return answer === undefined ? undefined : /^\\?([0-9a-f]{64})\b/m.exec(answer.stdout)?.[1];
}

function stillGrowing(source: string, before: Stats, after: Stats): TwinrunError {
  return new TwinrunError({
    code: 'collect.still-growing',
    message: `${source} still changes after its batch has ended`,
    expected: `${before.size} bytes, as a moment before`,
    received: `${after.size} bytes`,
    fix: 'Find out who else writes it (a second cron run?), then run again.',
  });
}
