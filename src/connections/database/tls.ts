import { readFile } from 'node:fs/promises';
import { TwinrunError } from '../../model/error.ts';
import type { DatabaseAddress } from '../../model/world.ts';

export interface TlsOptions {
  /** False: encrypted, and whoever answers is believed. */
  readonly rejectUnauthorized: boolean;
  readonly ca?: string;
}

/** undefined where the connection is not encrypted. Throws `database.ca-unreadable`. */
export async function tlsOptions({ tls = 'off', ca }: DatabaseAddress): Promise<TlsOptions | undefined> {
  if (tls === 'off') return undefined;
  if (ca === undefined) return { rejectUnauthorized: tls === 'verify' };
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
  return { rejectUnauthorized: tls === 'verify', ca: text };
}
