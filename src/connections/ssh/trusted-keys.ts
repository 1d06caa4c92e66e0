import { createHash } from 'node:crypto';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import type { HostAddress } from '../../model/world.ts';
import { knownHostName, readKnownKeys } from './known-hosts.ts';

/** One RSA key signs in several ways. The one by SHA-1 is the last resort: hosts with an OpenSSH before 7.2 have no other. */
const RSA: readonly ServerHostKeyAlgorithm[] = ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'];
const ALGORITHMS: readonly ServerHostKeyAlgorithm[] = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', ...RSA];

/** How a host key stands to what is known of the host. */
export type KeyJudgement = 'trusted' | 'revoked' | 'changed' | 'unknown';

/** The keys that a host may show. */
export interface TrustedKeys {
  readonly judge: (key: Buffer) => KeyJudgement;
  /** What to ask the host for, so that of several keys it shows one that is known. The others come after: a host that has none of them shows another key. */
  readonly algorithms: ServerHostKeyAlgorithm[];
  /** For the error: fingerprints, or where one was looked for. */
  readonly expected: string;
}

/** Fingerprint as OpenSSH prints it: `SHA256:` and base64 without padding. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The kind of a key as it says itself (RFC 4253, 6.6), such as `ssh-ed25519`. */
export function keyKind(key: Buffer): string {
  return key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');
}

/** By the pinned fingerprint, or else by known_hosts. Nobody is trusted because they answered first. */
export function trustedKeys(address: HostAddress): TrustedKeys {
  const { hostKey, knownHosts = [] } = address;
  if (hostKey !== undefined) {
    return { judge: (key) => (fingerprint(key) === hostKey ? 'trusted' : 'changed'), algorithms: [...ALGORITHMS], expected: hostKey };
  }
  const name = address.hostKeyAlias ?? knownHostName(address.address, address.port);
  const { trusted, revoked, authorities } = readKnownKeys(knownHosts, name);
  const known = trusted.flatMap(({ type }) => (type === 'ssh-rsa' ? RSA : ALGORITHMS.filter((algorithm) => algorithm === type)));
  return {
    judge: (key) => {
      const same = (other: { readonly data: Buffer }) => other.data.equals(key);
      if (revoked.some(same)) return 'revoked';
      if (trusted.some(same)) return 'trusted';
      return trusted.length > 0 ? 'changed' : 'unknown';
    },
    algorithms: [...new Set([...known, ...ALGORITHMS])],
    expected:
      trusted.length > 0
        ? trusted.map(({ data }) => fingerprint(data)).join(' or ')
        : `a key for ${name} in ${knownHosts.join(', ') || 'known_hosts'}${authorities ? ' (a certificate authority stands there, and certificates are not followed)' : ''}`,
  };
}
