import { createHash } from 'node:crypto';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import type { HostAddress } from '../../model/world.ts';
import { knownHostName, readKnownKeys } from './known-hosts.ts';

/** One RSA key signs in several ways; the one by SHA-1 is not offered. */
const RSA: readonly ServerHostKeyAlgorithm[] = ['rsa-sha2-512', 'rsa-sha2-256'];

/** How a host key stands to what is known of the host. */
export type KeyJudgement = 'trusted' | 'revoked' | 'changed' | 'unknown';

/** The keys that a host may show. */
export interface TrustedKeys {
  readonly judge: (key: Buffer) => KeyJudgement;
  /** What to ask the host for, so that it shows the key that is known of several; undefined where a fingerprint does not tell. */
  readonly algorithms?: ServerHostKeyAlgorithm[];
  /** For the error: fingerprints, or where one was looked for. */
  readonly expected: string;
}

/** Fingerprint as OpenSSH prints it: `SHA256:` and base64 without padding. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** By the pinned fingerprint, or else by known_hosts. Nobody is trusted because they answered first. */
export function trustedKeys(address: HostAddress): TrustedKeys {
  const { hostKey, knownHosts = [] } = address;
  if (hostKey !== undefined) return { judge: (key) => (fingerprint(key) === hostKey ? 'trusted' : 'changed'), expected: hostKey };
  const name = address.hostKeyAlias ?? knownHostName(address.address, address.port);
  const { trusted, revoked } = readKnownKeys(knownHosts, name);
  const algorithms = [...new Set(trusted.flatMap(({ type }) => (type === 'ssh-rsa' ? RSA : [type as ServerHostKeyAlgorithm])))];
  return {
    judge: (key) => {
      const same = (other: { readonly data: Buffer }) => other.data.equals(key);
      if (revoked.some(same)) return 'revoked';
      if (trusted.some(same)) return 'trusted';
      return trusted.length > 0 ? 'changed' : 'unknown';
    },
    ...(algorithms.length === 0 ? {} : { algorithms }),
    expected:
      trusted.length > 0
        ? trusted.map(({ data }) => fingerprint(data)).join(' or ')
        : `a key for ${name} in ${knownHosts.join(', ') || 'known_hosts'}`,
  };
}
