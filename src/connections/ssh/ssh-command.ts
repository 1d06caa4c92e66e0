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

/** Runs a short command to its end, with `input` on its stdin, and gives what it printed. For questions to a host, not for batches. */
export async function askHost(connection: SshConnection, command: string, input?: string): Promise<CommandResult> {
  const channel = await connection.exec(command);
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
  return { exitCode, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') };
}
