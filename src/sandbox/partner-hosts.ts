import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../model/context.ts';
import { generateKeyPair } from './ssh/key-pair.ts';
import { type SshServer, startSshServer } from './ssh/ssh-server.ts';

/** The account that batches deliver to, on the partner's server and on the decoy. */
export const PARTNER_USER = 'clients';

/** The account that Twinrun looks with. */
export const OPERATOR_USER = 'twinrun';

/** Public keys, as lines of authorized_keys: of the batches, and of Twinrun. */
export interface DeliveryKeys {
  readonly batch: string;
  readonly operator: string;
}

/** An SFTP-only server with its own host key; `folders` are made in it. */
export async function startDeliveryServer(root: string, folders: readonly string[], keys: DeliveryKeys, log: Log): Promise<SshServer> {
  for (const folder of folders) await mkdir(join(root, folder), { recursive: true, mode: 0o700 });
  return startSshServer({
    hostKey: generateKeyPair().privateKey,
    users: [
      { name: PARTNER_USER, publicKey: keys.batch, root, home: '/' },
      { name: OPERATOR_USER, publicKey: keys.operator, root, home: '/' },
    ],
    log,
  });
}
