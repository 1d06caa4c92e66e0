import { text } from 'node:stream/consumers';
import { startProcess } from './local-process.ts';
import { askHost } from './ssh/ssh-command.ts';
import type { SshConnection } from './ssh/ssh-connection.ts';

/** Links of `/proc/<pid>/fd` (proc(5)) whose mode says that they may be written: of one's own processes, of all for root. POSIX sh; nothing where there is no /proc. */
const LIST_OPEN = "ls -ln /proc/[0-9]*/fd 2>/dev/null | grep '^l.w.* -> /'";

/** The absolute paths, links resolved, that processes of a host have open for writing, as far as the login may see. Empty where it runs no commands or shows none. */
export async function openOnHost(connection: SshConnection): Promise<ReadonlySet<string>> {
  const answer = await askHost(connection, LIST_OPEN).catch(() => undefined);
  return readOpen(answer?.stdout ?? '');
}

/** The same of this machine. */
export async function openHere(): Promise<ReadonlySet<string>> {
  const { child, ended } = startProcess(['/bin/sh', '-c', LIST_OPEN], { cwd: '/', environment: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } });
  const said = child.stdout === null ? '' : await text(child.stdout);
  await ended;
  return readOpen(said);
}

function readOpen(listing: string): ReadonlySet<string> {
  return new Set([...listing.matchAll(/^l.w.*? -> (\/.*)$/gm)].map(([, path = '']) => path));
}
