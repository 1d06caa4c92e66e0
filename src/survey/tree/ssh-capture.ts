import { shellQuote } from '../../connections/ssh/ssh-command.ts';
import type { SshConnection } from '../../connections/ssh/ssh-connection.ts';
import { TwinrunError } from '../../model/error.ts';
import { captureScript } from './capture-script.ts';
import { type Capture, readCapture } from './capture-text.ts';

/** A host that sends more is not believed. Bytes. */
const MOST_ANSWER = 512 << 20;

/**
 * Sends the capture script to a host's `sh` by stdin, so that nothing is written there, and reads what it prints. `more`: further files to read. Throws `survey.capture-failed`,
 * `survey.bad-capture`.
 */
export async function captureBySsh(connection: SshConnection, more: readonly string[]): Promise<Capture> {
  const channel = await connection.exec(`sh -s -- ${more.map(shellQuote).join(' ')}`);
  const out: Buffer[] = [];
  let size = 0;
  let said = '';
  channel.on('data', (data: Buffer) => {
    size += data.length;
    if (size <= MOST_ANSWER) out.push(data);
    else channel.close();
  });
  channel.stderr.on('data', (data: Buffer) => {
    if (said.length < 4_000) said += data.toString();
  });
  channel.end(captureScript);
  await new Promise<void>((resolve) => channel.once('close', () => resolve()));
  const text = Buffer.concat(out).toString('latin1');
  // A login shell may greet on stdout.
  const start = text.indexOf('twinrun-capture 1');
  if (start < 0 || size > MOST_ANSWER)
    throw failed(connection.host, size > MOST_ANSWER ? `more than ${MOST_ANSWER} bytes` : said.trim() || text.slice(0, 200) || 'nothing');
  return readCapture(text.slice(start), connection.host);
}

function failed(host: string, received: string): TwinrunError {
  return new TwinrunError({
    code: 'survey.capture-failed',
    message: `host ${host} did not run the capture script`,
    expected: 'a login whose shell runs `sh -s`',
    received,
    fix: 'Try `ssh <host> sh -c true`. Where commands are not allowed, have the script run there (`twinrun survey capture-script`) and use --bundle.',
  });
}
