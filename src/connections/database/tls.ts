import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { TwinrunError } from '../../model/error.ts';
import type { DatabaseAddress } from '../../model/world.ts';

export interface TlsOptions {
  /** False: encrypted, and whoever answers is believed. */
  readonly rejectUnauthorized: boolean;
  readonly ca?: string;
  /** Clients that are given an IP address would hold the certificate against the name `localhost`. */
  readonly checkServerIdentity: (host: string, certificate: PeerCertificate) => Error | undefined;
}

/** undefined where the connection is not encrypted. Throws `database.ca-unreadable`, and `database.tls-name` where a certificate cannot be held against an IP address. */
export async function tlsOptions({ tls = 'off', ca, address, kind }: DatabaseAddress): Promise<TlsOptions | undefined> {
  if (tls === 'off') return undefined;
  if (kind === 'mysql' && tls === 'verify' && isIP(address) !== 0) throw needsName(address);
  const base: TlsOptions = {
    rejectUnauthorized: tls === 'verify',
    checkServerIdentity: (_host, certificate) => (tls === 'verify' ? checkServerIdentity(address, certificate) : undefined),
  };
  if (ca === undefined) return base;
  const text = await readFile(ca, 'utf8').catch((cause: unknown) => {
    throw new TwinrunError({
      code: 'database.ca-unreadable',
      class: 'misuse',
      message: 'the certificates of the database cannot be read',
      at: { file: ca },
      fix: 'Correct `ca` of the database in twinrun.yaml, or make the file readable.',
      cause,
    });
  });
  return { ...base, ca: text };
}

function needsName(address: string): TwinrunError {
  return new TwinrunError({
    code: 'database.tls-name',
    class: 'misuse',
    message: 'the certificate of a MySQL cannot be verified by its IP address',
    expected: 'the name that stands in its certificate',
    received: address,
    fix: 'Write the name of the server as `address` of the database in twinrun.yaml.',
  });
}
