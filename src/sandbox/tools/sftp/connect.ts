import { appendFileSync, readFileSync, statSync } from 'node:fs';
import ssh2, { type Client, type PublicKeyAuthMethod, type ServerHostKeyAlgorithm, type SFTPWrapper } from 'ssh2';
import { knownHostName, readKnownKeys } from '../../../connections/ssh/known-hosts.ts';
import { SftpFailure } from './sftp-failure.ts';
import type { SftpOptions } from './sftp-options.ts';

const CONNECT_TIMEOUT_MS = 30_000;
/** One RSA key signs in several ways. */
const RSA: readonly ServerHostKeyAlgorithm[] = ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'];

export interface SftpConnection {
  readonly client: Client;
  readonly sftp: SFTPWrapper;
}

/** Connects with a verified host key and one of the identities. Throws SftpFailure with exit code 255. `warn` is for stderr. */
export async function connect(options: SftpOptions, warn: (text: string) => void): Promise<SftpConnection> {
  const name = knownHostName(options.host, options.port);
  const { trusted, revoked } = readKnownKeys(options.knownHostsFiles, name);
  let refusal: string | undefined;
  const client = new ssh2.Client();
  const verify = (key: Buffer): boolean => {
    if (revoked.some(({ data }) => data.equals(key))) refusal = `The host key for ${name} is revoked.`;
    else if (trusted.some(({ data }) => data.equals(key))) return true;
    else if (trusted.length > 0) refusal = '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @';
    else if (options.unknownKeys === 'accept') return remember(options, name, key, warn);
    else refusal = `No host key is known for ${name} and you have requested strict checking.`;
    return false;
  };
  const keys = options.identityFiles.flatMap((path) => readIdentity(path, options.user, warn));
  const algorithms = trusted.flatMap(({ type }) => (type === 'ssh-rsa' ? RSA : [type as ServerHostKeyAlgorithm]));
  try {
    await new Promise<void>((resolve, reject) => {
      client
        .once('ready', resolve)
        .once('error', reject)
        .once('close', () => reject(new Error('Connection closed')));
      client.connect({
        host: options.host,
        port: options.port,
        username: options.user,
        readyTimeout: CONNECT_TIMEOUT_MS,
        hostVerifier: verify,
        authHandler: keys,
        ...(algorithms.length === 0 ? {} : { algorithms: { serverHostKey: [...new Set(algorithms)] } }),
      });
    });
  } catch (error) {
    client.on('error', () => {});
    client.destroy();
    throw new SftpFailure(`${explain(error, refusal, options)}\nConnection closed`, 255);
  }
  client.setNoDelay(true);
  client.on('error', (error) => warn(error.message));
  return {
    client,
    sftp: await new Promise<SFTPWrapper>((resolve, reject) => client.sftp((error, sftp) => (error === undefined ? resolve(sftp) : reject(error)))),
  };
}

function explain(thrown: unknown, refusal: string | undefined, options: SftpOptions): string {
  const { message, code, level } = thrown as Error & { code?: string; level?: string };
  if (refusal !== undefined) return `${refusal}\nHost key verification failed.`;
  if (level === 'client-authentication') return `${options.user}@${options.host}: Permission denied (publickey).`;
  const reason = code === 'ECONNREFUSED' ? 'Connection refused' : code === 'ENOTFOUND' ? 'Name or service not known' : message;
  return `ssh: connect to host ${options.host} port ${options.port}: ${reason}`;
}

function remember(options: SftpOptions, name: string, key: Buffer, warn: (text: string) => void): boolean {
  const type = key.toString('utf8', 4, 4 + key.readUInt32BE());
  warn(`Warning: Permanently added '${name}' (${type.replace(/^ssh-/, '').toUpperCase()}) to the list of known hosts.`);
  const [file] = options.knownHostsFiles;
  try {
    if (file !== undefined) appendFileSync(file, `${name} ${type} ${key.toString('base64')}\n`, { mode: 0o600 });
  } catch (error) {
    warn(`Failed to add the host to the list of known hosts (${file}): ${(error as Error).message}`);
  }
  return true;
}

/** As ssh: a key that is not there is passed over, and so is one that others may read. */
function readIdentity(path: string, username: string, warn: (text: string) => void): PublicKeyAuthMethod[] {
  try {
    if ((statSync(path).mode & 0o077) !== 0) {
      warn(`Permissions for '${path}' are too open.\nThis private key will be ignored.`);
      return [];
    }
    const key = readFileSync(path, 'utf8');
    const parsed = ssh2.utils.parseKey(key);
    if (!(parsed instanceof Error)) return [{ type: 'publickey', username, key }];
    warn(`Load key "${path}": ${parsed.message}`);
  } catch {
    // ssh says nothing about default identities that are missing.
  }
  return [];
}
