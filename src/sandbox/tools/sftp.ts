import { readFileSync } from 'node:fs';
import { connect } from './sftp/connect.ts';
import { runBatch } from './sftp/run-batch.ts';
import { SftpFailure } from './sftp/sftp-failure.ts';
import { parseSftpOptions } from './sftp/sftp-options.ts';
import { writeAll } from './write-all.ts';

const warn = (text: string): void => writeAll(2, `${text}\n`);

async function main(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const options = parseSftpOptions(args, environment);
  const batch = readBatch(options.batchFile ?? '-');
  const { client, sftp } = await connect(options, warn);
  if (!options.quiet) warn(`Connected to ${options.host}.`);
  try {
    return await runBatch(sftp, batch, options, warn);
  } finally {
    client.end();
  }
}

function readBatch(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch {
    throw new SftpFailure(`No such file or directory (${path}).`);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2), process.env);
} catch (error) {
  warn(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof SftpFailure ? error.exitCode : 255;
}
