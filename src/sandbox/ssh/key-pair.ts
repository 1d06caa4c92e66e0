import { createHash } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';
import { TwinrunError } from '../../model/error.ts';

/** Name and key, each with its length before it (RFC 8709): 4 + 11 + 4 + 32. */
const ED25519_BLOB_BYTES = 51;

/** A fresh ed25519 pair: the private key in OpenSSH's format, the public one as a line of `authorized_keys`. */
export function generateKeyPair(): { readonly privateKey: string; readonly publicKey: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    // ssh2 1.17 drops a leading zero byte: about one key in 200 is malformed, for OpenSSH too.
    if (isWhole(pair.public) && isWhole(pair.private)) return { privateKey: pair.private, publicKey: pair.public };
  }
}

function isWhole(key: string): boolean {
  const parsed = ssh2.utils.parseKey(key);
  return !(parsed instanceof Error) && parsed.getPublicSSH().length === ED25519_BLOB_BYTES;
}

/** Parses a private key (OpenSSH or PEM) or a public key line. Throws `sandbox.key-invalid`; the message never holds the key. */
export function parseKey(text: string, whose: string): ParsedKey {
  const parsed = ssh2.utils.parseKey(text);
  const key = Array.isArray(parsed) ? (parsed[0] as ParsedKey | undefined) : parsed;
  if (key !== undefined && !(key instanceof Error)) return key;
  throw new TwinrunError({
    code: 'sandbox.key-invalid',
    class: 'misuse',
    message: `the ${whose} cannot be parsed`,
    expected: 'an unencrypted key in OpenSSH or PEM format, or a line of authorized_keys',
    fix: 'Make a new key with ssh-keygen -t ed25519 -N "".',
    cause: key,
  });
}

/** `SHA256:…` without padding, as `ssh-keygen -l` prints it. */
export function fingerprintOf(key: ParsedKey): string {
  return `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;
}

/** `ssh-ed25519 AAAA…`, without comment: what stands in known_hosts after the host. */
export function publicKeyLine(key: ParsedKey): string {
  return `${key.type} ${key.getPublicSSH().toString('base64')}`;
}
