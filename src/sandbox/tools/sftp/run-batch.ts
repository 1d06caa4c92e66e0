import { posix } from 'node:path';
import type { SFTPWrapper } from 'ssh2';
import { COMMANDS, type Places } from './commands.ts';
import { SftpFailure } from './sftp-failure.ts';
import type { SftpOptions } from './sftp-options.ts';
import { call, download, remoteStat } from './transfer.ts';
import { splitWords } from './words.ts';

const END = new Set(['bye', 'exit', 'quit']);

/** Does the commands of a batch, each echoed as sftp does. Resolves with the exit code: 1 after the first failure, unless it was prefixed with `-` or there is no -b. */
export async function runBatch(sftp: SFTPWrapper, text: string, options: SftpOptions, warn: (text: string) => void): Promise<0 | 1> {
  const places: Places = { remote: await call<string>((done) => sftp.realpath('.', done)), local: process.cwd() };
  const say = (line: string): void => {
    if (!options.quiet) process.stdout.write(`${line}\n`);
  };
  if (options.path !== undefined && (await startAt(sftp, options.path, places))) return 0;
  for (const line of text.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined)) {
    const [, prefix = '', rest = ''] = /^\s*([-@]*)\s*(.*)$/s.exec(line.replace(/\r$/, '')) ?? [];
    if (!prefix.includes('@')) process.stdout.write(`sftp> ${line}\n`);
    try {
      if ((await runLine({ sftp, places, say }, rest)) === 'end') return 0;
    } catch (error) {
      warn(error instanceof Error ? error.message : String(error));
      if (options.batchFile !== undefined && !prefix.includes('-')) return 1;
    }
  }
  return 0;
}

/** A path after the host: a folder to start in, or a file to fetch, which is then all that is done. */
async function startAt(sftp: SFTPWrapper, path: string, places: Places): Promise<boolean> {
  const target = posix.resolve(places.remote, path);
  if ((await remoteStat(sftp, target))?.isDirectory() === true) {
    places.remote = target;
    return false;
  }
  await download(sftp, target, places.local, false);
  return true;
}

async function runLine(session: Parameters<(typeof COMMANDS)[string]['run']>[0], line: string): Promise<'end' | undefined> {
  const [name, ...words] = splitWords(line);
  if (name === undefined) return undefined;
  if (END.has(name.toLowerCase())) return 'end';
  const command = COMMANDS[name.toLowerCase()];
  if (command === undefined) throw new SftpFailure('Invalid command.');
  const firstArgument = words.findIndex((word) => !/^-./.test(word));
  const count = firstArgument < 0 ? words.length : firstArgument;
  const flags = words.slice(0, count).join('').replaceAll('-', '');
  const wrong = [...flags].find((flag) => !command.flags.includes(flag));
  if (wrong !== undefined) throw new SftpFailure(`${name}: Invalid flag -${wrong}`);
  const args = words.slice(count);
  if (args.length < command.least || args.length > command.most)
    throw new SftpFailure(`You must specify the right number of paths after a ${name} command.`);
  await command.run(session, flags.toLowerCase(), args);
  return undefined;
}
