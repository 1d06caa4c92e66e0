import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../model/clock.ts';
import { PARTNER_USER } from './partner-hosts.ts';
import type { Postgres } from './postgres/postgres.ts';
import type { SshServer } from './ssh/ssh-server.ts';

/** The account that cron starts the batches with. */
export const BATCH_USER = 'export';

/** Home of that account, seen from the host's root. */
export const BATCH_HOME = `/home/${BATCH_USER}`;

/** What the batches of the host need to know. */
export interface BatchSettings {
  readonly postgres: Postgres;
  readonly partner: SshServer;
  readonly decoy: SshServer;
  /** The private key that the partner knows. */
  readonly partnerKey: string;
}

const OLD_BACKUPS = 40;
const DAY_MS = 86_400_000;

/** Names and values that batches on either platform read their targets from. */
export function batchVariables(settings: BatchSettings): Readonly<Record<string, string>> {
  return {
    PGHOST: settings.postgres.address,
    PGPORT: String(settings.postgres.port),
    PGDATABASE: settings.postgres.database,
    PGUSER: settings.postgres.reader.user,
    PARTNER_HOST: '127.0.0.1',
    PARTNER_PORT: String(settings.partner.port),
    PARTNER_USER,
  };
}

/** Lines of known_hosts for the partner and the decoy: a rehearsal must not fail for a host key that the real target would not lack. */
export function knownHosts(settings: BatchSettings): string {
  return [settings.partner, settings.decoy].map((server) => `[127.0.0.1]:${server.port} ${server.publicKey}\n`).join('');
}

/** Furnishes the home of the batch account as such hosts have it: settings, password file, keys, a month of backups and more. */
export async function furnishBatchHost(root: string, settings: BatchSettings, clock: Clock): Promise<void> {
  const home = join(root, BATCH_HOME);
  const { address, port, database, reader } = settings.postgres;
  for (const folder of ['.ssh', 'backup', 'log']) await mkdir(join(home, folder), { recursive: true, mode: 0o700 });
  await write(home, 'batch.env', environmentFile(batchVariables(settings)));
  await write(home, '.pgpass', `${address}:${port}:${database}:${reader.user}:${reader.password}\n`);
  await write(home, '.ssh/id_partner', `${settings.partnerKey.trimEnd()}\n`);
  await write(home, '.ssh/known_hosts', knownHosts(settings));
  // By which clock its cron runs.
  await mkdir(join(root, 'etc'), { recursive: true });
  await writeFile(join(root, 'etc/timezone'), 'Asia/Tokyo\n');
  await writeOldBackups(join(home, 'backup'), clock.now());
}

function write(home: string, path: string, text: string): Promise<void> {
  return writeFile(join(home, path), text, { mode: 0o600 });
}

/** Defaults only: what a rehearsal sets must win. */
function environmentFile(variables: Readonly<Record<string, string>>): string {
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}="\${${name}:-${value}}"\n`);
  return `# Settings of the batches on this host; what is already set wins.\n${lines.join('')}`;
}

/** One file a day, as every night left it; the last ones are older than the batch keeps them. */
async function writeOldBackups(folder: string, now: Date): Promise<void> {
  for (let age = 2; age < OLD_BACKUPS + 2; age++) {
    const at = new Date(now.getTime() - age * DAY_MS);
    const day = at.toISOString().slice(0, 10);
    const file = join(folder, `clients_${day}.csv`);
    await writeFile(file, `client_id,name\nC0000001,backup of ${day}\n`, { mode: 0o600 });
    await utimes(file, at, at);
  }
}
