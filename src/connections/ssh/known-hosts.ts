import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { matchesPatterns } from '../../runtime/patterns.ts';

/** What known_hosts files say about one host. */
export interface KnownKeys {
  readonly trusted: readonly HostKey[];
  readonly revoked: readonly HostKey[];
  /** Whether a certificate authority stands for it. */
  readonly authorities: boolean;
}

export interface HostKey {
  readonly type: string;
  readonly data: Buffer;
}

/** Under which name a host stands in known_hosts. */
export function knownHostName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`;
}

/** Reads plain and hashed entries; a file that is not there says nothing. Certificates of hosts are not followed, so authorities trust nobody. */
export function readKnownKeys(paths: readonly string[], name: string): KnownKeys {
  const trusted: HostKey[] = [];
  const revoked: HostKey[] = [];
  let authorities = false;
  for (const line of paths.flatMap(readLines)) {
    const [, marker, hosts = '', type = '', data = ''] = /^\s*(?:(@\S+)\s+)?([^\s#]\S*)\s+(\S+)\s+(\S+)/.exec(line) ?? [];
    if (!isFor(hosts, name)) continue;
    const key = { type, data: Buffer.from(data, 'base64') };
    if (marker === undefined) trusted.push(key);
    else if (marker === '@revoked') revoked.push(key);
    else authorities ||= marker === '@cert-authority';
  }
  return { trusted, revoked, authorities };
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}

function isFor(hosts: string, name: string): boolean {
  if (!hosts.startsWith('|1|')) return matchesPatterns(hosts.split(','), name);
  const [, , salt = '', hash] = hosts.split('|');
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name.toLowerCase()).digest('base64') === hash;
}
