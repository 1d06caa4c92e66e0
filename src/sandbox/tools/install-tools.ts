import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The programs that batches call and that have a stand-in here. */
const TOOLS = ['psql', 'sftp', 'aws'] as const;
const EXECUTABLE = 0o755;
const PROBE_MS = 20_000;

export interface InstallToolsOptions {
  /** Absolute path of the folder that holds psql.js, sftp.js and aws.js. */
  readonly distTools: string;
  /** Where real programs are looked for: folders, separated as in PATH. */
  readonly searchPath: string;
  /** `missing`: a real program is used where there is one. `all`: stand-ins only, so that every machine does the same. */
  readonly standIns: 'missing' | 'all';
}

export interface InstalledTool {
  readonly name: string;
  /** `stand-in`, or the absolute path of the real program. */
  readonly from: string;
}

/** Writes a wrapper for each stand-in that is needed into the folder, which is to lead the PATH of batches. Names where each program comes from. */
export async function installTools(folder: string, options: InstallToolsOptions): Promise<readonly InstalledTool[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    TOOLS.map(async (name) => {
      const real = options.standIns === 'all' ? undefined : findProgram(name, options.searchPath, folder);
      if (real !== undefined) return { name, from: real };
      await writeFile(join(folder, name), wrapper(join(options.distTools, `${name}.js`)), { mode: EXECUTABLE });
      return { name, from: 'stand-in' };
    }),
  );
}

/** The Node that runs this also runs the stand-ins: batches have a PATH without it. */
function wrapper(script: string): string {
  return `#!/bin/sh\nexec ${shellQuote(process.execPath)} ${shellQuote(script)} "$@"\n`;
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function findProgram(name: string, searchPath: string, except: string): string | undefined {
  return searchPath
    .split(delimiter)
    .filter((folder) => folder !== '' && folder !== except)
    .map((folder) => join(folder, name))
    .find((path) => isProgram(path) && runs(path, searchPath, except));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** A shim of a version manager may find nothing in the bare environment of a batch: a shell's 126 and 127 say so. */
function runs(path: string, searchPath: string, home: string): boolean {
  const { status } = spawnSync(path, ['--version'], { env: { PATH: searchPath, HOME: home }, stdio: 'ignore', timeout: PROBE_MS });
  return status !== null && status !== 126 && status !== 127;
}
