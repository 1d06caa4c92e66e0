import { TwinrunError } from '../../model/error.ts';
import type { SshConnection } from './ssh-connection.ts';

/** One word for a POSIX shell, whatever it holds. */
export function shellQuote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

export interface CommandResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Stands before an answer. What comes before it is the login shell's: a greeting, an echo in .bashrc. */
const BEGINS = 'twinrun-answer';

/**
 * Runs a short command to its end, with `input` on its stdin, and gives what it printed. For questions to a host, not for batches. Throws `ssh.no-shell` where the login runs no commands;
 * where the connection is lost, there is no exit code.
 */
export async function askHost(connection: SshConnection, command: string, input?: string): Promise<CommandResult> {
  const { stdout, ...ended } = await askBytes(connection, command, input);
  return { ...ended, stdout: stdout.toString('utf8') };
}

/** As `askHost`, for an answer that need not be UTF-8. */
export async function askBytes(
  connection: SshConnection,
  command: string,
  input?: string | Buffer,
): Promise<Omit<CommandResult, 'stdout'> & { readonly stdout: Buffer }> {
  const channel = await connection.exec(`echo ${BEGINS}\n${command}`);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  let exitCode: number | undefined;
  channel.on('data', (data: Buffer) => out.push(data));
  channel.stderr.on('data', (data: Buffer) => err.push(data));
  channel.on('exit', (code: number | null) => {
    exitCode = code ?? undefined;
  });
  channel.end(input);
  // `exit` may be missing, come before the last data, or before anybody listens (in the packet that opened the channel): only `close` is the end, and it says the same.
  await new Promise<void>((resolve) =>
    channel.once('close', (code?: number | null) => {
      exitCode ??= code ?? undefined;
      resolve();
    }),
  );
  const said = Buffer.concat(out);
  const stderr = Buffer.concat(err).toString('utf8');
  const begin = said.indexOf(`${BEGINS}\n`);
  if (begin < 0 && exitCode !== undefined) throw noShell(connection.host, stderr.trim() || said.toString('utf8').trim() || `exit code ${exitCode}`);
  return { exitCode, stdout: begin < 0 ? Buffer.alloc(0) : said.subarray(begin + BEGINS.length + 1), stderr };
}

/** A login that runs no commands: of SFTP alone, with /sbin/nologin, with a command of its own. */
export function noShell(host: string, received: string): TwinrunError {
  return new TwinrunError({
    code: 'ssh.no-shell',
    message: `the login on ${host} does not run commands`,
    expected: 'a login whose shell runs `sh`',
    received: received.slice(0, 500),
    fix: `Try \`ssh <host> sh -c true\`. Use a login with a shell, or allow commands for this one (ForceCommand, /sbin/nologin, an \`exit\` in its profile).`,
  });
}
