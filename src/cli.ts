#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { runCli } from './commands/run-cli.ts';
import type { Output, Shell } from './commands/shell.ts';
import { TwinrunError } from './model/error.ts';
import { EXIT, type ExitCode } from './model/exit-code.ts';
import { systemClock } from './runtime/clock.ts';
import { randomIds } from './runtime/ids.ts';
import { makeSecrets } from './runtime/secrets.ts';

// The SDK warns on every call that it will drop this Node; support is stated in package.json.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** Pressed so often, Ctrl-C ends the process at once; the first time it stops both sides and keeps the run as cancelled. */
const FORCED_AFTER = 3;

const stop = new AbortController();
let asked = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    asked += 1;
    if (asked >= FORCED_AFTER) process.exit(EXIT.cancelled);
    stop.abort(new TwinrunError({ code: 'cancelled', class: 'cancelled', message: `stopped by ${signal}`, fix: 'Run again when ready.' }));
  });
}

function outputOf(stream: NodeJS.WriteStream): Output {
  // A reader that went away (`| head`) is no error of ours.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80;
    },
    write: (text) => void stream.write(text),
  };
}

/** In cooked mode, so that Ctrl-C stays a signal of the process. */
async function ask(question: string, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  try {
    return await lines.question(question, { signal });
  } catch (thrown) {
    throw signal.aborted ? signal.reason : thrown;
  } finally {
    lines.close();
  }
}

function packageVersion(): string {
  // From dist/src/cli.js and from src/cli.ts alike: the first package.json upwards.
  for (const path of ['../package.json', '../../package.json']) {
    try {
      return (JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { version: string }).version;
    } catch {
      // one further up
    }
  }
  return 'unknown';
}

const shell: Shell = {
  folder: process.cwd(),
  home: homedir(),
  environment: process.env,
  out: outputOf(process.stdout),
  err: outputOf(process.stderr),
  ...(process.stdin.isTTY === true && process.stderr.isTTY === true ? { ask } : {}),
  signal: stop.signal,
  clock: systemClock,
  ids: randomIds,
  secrets: makeSecrets(process.env),
  checks: async () => (await import('../checks/registry.ts')).checks,
  registries: async (connections) => (await import('./kinds.ts')).makeRegistries(connections),
  versions: { twinrun: packageVersion(), node: process.version, platform: `${process.platform}-${process.arch}` },
};

let code: ExitCode | undefined;
// Whoever waits for something that can never come ends without a word, and by a code that says nothing here.
process.once('exit', () => {
  if (code !== undefined || stop.signal.aborted) return;
  process.stderr.write(
    'twinrun ended before it was done (internal)\nfix: Run it again. If it happens again, report it with the command: it is a defect.\n',
  );
  process.exitCode = EXIT.fault;
});

code = await runCli(process.argv.slice(2), shell);
// Not process.exit: what was written to a pipe must still get there.
process.exitCode = code;
