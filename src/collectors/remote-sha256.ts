import { askHost, shellQuote } from '../connections/ssh/ssh-command.ts';
import type { SshConnection } from '../connections/ssh/ssh-connection.ts';

/** In the order of their speed: OpenSSL uses the processor's own instructions, sha256sum of older systems does not. */
const PROGRAMS = ['openssl dgst -sha256 -r', 'sha256sum', 'shasum -a 256'];

/** The sha256 of a file as its host tells it; undefined where commands are refused (an SFTP-only server) or no program is there that tells it. */
export async function remoteSha256(connection: SshConnection, path: string): Promise<string | undefined> {
  const command = PROGRAMS.map((program) => `${program} < ${shellQuote(path)}`).join(' || ');
  const answer = await askHost(connection, command).catch(() => undefined);
  return answer === undefined ? undefined : /^([0-9a-f]{64})\b/m.exec(answer.stdout)?.[1];
}
