import type { HostUsers, SurveyEntry } from '../../model/survey.ts';
import { pathPattern } from '../path-pattern.ts';
import type { HostTree } from '../tree/host-tree.ts';

/** Who uses the host beside its batches, from what it answered. */
export function readUsers(tree: HostTree, entries: readonly SurveyEntry[]): HostUsers {
  return {
    logins: readLogins(tree.answers.last ?? ''),
    mounts: readMounts(tree.answers.mounts ?? ''),
    exports: readExports(tree),
    listening: readListening(tree.answers.listening ?? ''),
    readers: readReaders(tree, entries),
  };
}

/** Lines of last(1): `user  pts/0  10.0.0.5  Mon Mar  2 10:00 - 10:20  (00:20)`, the newest first. */
function readLogins(text: string): HostUsers['logins'] {
  const found = new Map<string, { user: string; from?: string; count: number; last?: string }>();
  for (const line of text.split('\n')) {
    const [, user = '', rest = ''] = /^(\S+)\s+(\S.*)$/.exec(line) ?? [];
    if (user === '' || /^(?:reboot|shutdown|runlevel|wtmp|btmp)$/.test(user)) continue;
    const last = /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} +\d+ [\d:]+(?: \d{4})?/.exec(rest)?.[0];
    const from = /^\S+\s+(\S+)/.exec(rest.slice(0, last === undefined ? undefined : rest.indexOf(last)))?.[1];
    const key = `${user} ${from ?? ''}`;
    const before = found.get(key);
    if (before !== undefined) before.count++;
    else found.set(key, { user, ...(from === undefined ? {} : { from }), count: 1, ...(last === undefined ? {} : { last }) });
  }
  return [...found.values()];
}

/** Of /proc/mounts or mount(8), what comes from elsewhere. */
function readMounts(text: string): HostUsers['mounts'] {
  return text.split('\n').flatMap((line) => {
    const [, source = '', on = '', type = ''] = /^(\S+) (?:on )?(\S+) (?:type )?(\S+)/.exec(line) ?? [];
    return /^(?:nfs4?|cifs|smb3?|fuse\.(?:sshfs|s3fs|gcsfuse)|glusterfs|ceph|lustre|efs|9p)$/.test(type) ? [{ source, on, type }] : [];
  });
}

/** exports(5): `/path client(options) client`; quotes around a path with blanks, `\\` before a line that goes on. Without a client it is for everybody. */
function readExports(tree: HostTree): HostUsers['exports'] {
  const more = tree.list('/etc/exports.d').filter((name) => name.endsWith('.exports') && !name.startsWith('.'));
  return ['/etc/exports', ...more.map((name) => `/etc/exports.d/${name}`)].flatMap((file) => exportsIn(file, tree.text(file) ?? ''));
}

function exportsIn(file: string, text: string): HostUsers['exports'] {
  let held = '';
  let begin = 1;
  return text.split('\n').flatMap((line, index) => {
    if (held === '') begin = index + 1;
    const whole = held + line.replace(/#.*/, '');
    held = whole.endsWith('\\') ? whole.slice(0, -1) : '';
    const [, inQuotes, plain = '', to = ''] = held === '' ? (/^\s*(?:"(\/[^"]*)"|(\/\S*))(.*)$/.exec(whole) ?? []) : [];
    const path = inQuotes ?? plain;
    return path === '' ? [] : [{ path, to: to.trim().replace(/\s+/g, ' ') || '*', at: { file, line: begin } }];
  });
}

/** Of ss(8), netstat(8) or /proc/net/tcp (hex, state 0A is listening). */
function readListening(text: string): HostUsers['listening'] {
  return text.split('\n').flatMap((line) => {
    const [, hex = ''] = /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) \S+ 0A /.exec(line) ?? [];
    if (hex !== '') return [{ address: '*', port: Number.parseInt(hex, 16) }];
    if (!/\bLISTEN\b/.test(line)) return [];
    const [, address = '*', port] = /\s((?:\[[^\]]*\]|[\d.*:%a-z]+)):(\d+)\s/.exec(line) ?? [];
    const program = /users:\(\("([^"]+)"/.exec(line)?.[1] ?? /\s\d+\/(\S+)\s*$/.exec(line)?.[1];
    return port === undefined ? [] : [{ address, port: Number(port), ...(program === undefined ? {} : { program }) }];
  });
}

/**
 * Who read what entries write: by the log of sftp-server (`session opened for local user NAME`, `open "PATH" flags READ`) and of FTP (xferlog), else by a time of last reading that is
 * later than the last writing.
 */
function readReaders(tree: HostTree, entries: readonly SurveyEntry[]): HostUsers['readers'] {
  const written = [
    ...new Set(
      entries.flatMap(({ uses }) =>
        uses.files.filter((use) => /^(?:write|append)$/.test(use.access) && use.remote === undefined).map(({ path }) => path),
      ),
    ),
  ];
  const patterns = written.map((path) => ({ path, pattern: pathPattern(path) }));
  const readers: HostUsers['readers'][number][] = [];
  for (const { file, by } of readTransfers(tree.answers.transfers ?? '')) {
    if (patterns.some(({ pattern }) => pattern.test(file))) readers.push({ path: file, ...(by === undefined ? {} : { by }), seen: 'log' });
  }
  for (const path of written) {
    const found = tree.find(path);
    if (found?.type !== 'file' || found.accessed === undefined || found.modified === undefined || found.accessed <= found.modified + 1) continue;
    readers.push({ path, seen: 'atime', last: new Date(found.accessed * 1000).toISOString() });
  }
  const seen = new Set<string>();
  return readers.filter((one) => !seen.has(JSON.stringify(one)) && seen.add(JSON.stringify(one)));
}

function readTransfers(text: string): readonly { readonly file: string; readonly by?: string }[] {
  const users = new Map<string, string>();
  return text.split('\n').flatMap((line) => {
    const [, session = '', user] = /(?:internal-sftp|sftp-server|sshd)\[(\d+)\]: session opened for local user (\S+)/.exec(line) ?? [];
    if (user !== undefined) users.set(session, user);
    const [, id = '', file] = /(?:internal-sftp|sftp-server|sshd)\[(\d+)\]: open "([^"]+)" flags READ/.exec(line) ?? [];
    const by = users.get(id);
    if (file !== undefined) return [{ file, ...(by === undefined ? {} : { by }) }];
    // xferlog(5): … size path type flags direction access user service …; `o` is to the client.
    const [, path, account] = /\s\d+\s(\/\S+)\s[ab]\s\S+\so\s\S\s(\S+)\s/.exec(line) ?? [];
    return path === undefined ? [] : [{ file: path, ...(account === undefined ? {} : { by: account }) }];
  });
}
