import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Connections } from '../connections/connections.ts';
import { askHost, shellQuote } from '../connections/ssh/ssh-command.ts';
import type { Tagged } from '../model/schema.ts';
import type { Permission } from '../model/step-kind.ts';

interface Started {
  readonly host?: string;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly folder?: string;
  readonly path?: string;
}

/** Whether what a runner would start is there and may be run by whom it is run: on a host, after a login as for the step, by `sudo` where it says so. Of other runners it cannot be told. */
export async function mayRun({ kind, config }: Tagged, connections: Connections): Promise<Permission> {
  const started = (config ?? {}) as Started;
  const [program] = started.command ?? [];
  if (kind === 'ssh' && started.host !== undefined && program !== undefined) return await onHost(started, started.host, program, connections);
  if (kind === 'process' && program !== undefined) return await onThisMachine(started, program);
  return { status: 'unknown', text: `whether the runner ${kind} may start it does not show without doing it` };
}

/** A path is looked at from the login folder, as it is run; a name is looked for in PATH. */
const THERE = 'case $1 in */*) [ -f "$1" ] && [ -x "$1" ] ;; *) command -v -- "$1" >/dev/null ;; esac';

async function onHost({ user }: Started, host: string, program: string, connections: Connections): Promise<Permission> {
  // The same words as the step's own start: sudo lets by command.
  const become = user === undefined ? '' : `sudo -n -u ${shellQuote(user)} -- `;
  const { exitCode, stderr } = await askHost(await connections.ssh(host), `${become}sh -c ${shellQuote(THERE)} twinrun ${shellQuote(program)}`);
  const who = user === undefined ? '' : ` as ${user}`;
  if (exitCode === 0) return { status: 'allowed', text: `${program} may be run on ${host}${who}` };
  if (exitCode === undefined) return { status: 'unknown', text: `the connection to ${host} was lost` };
  return { status: 'denied', text: `${program} may not be run on ${host}${who}: ${stderr.trim() || 'it is not there, or not executable'}` };
}

async function onThisMachine({ folder = '.', path = '' }: Started, program: string): Promise<Permission> {
  const places = program.includes('/')
    ? [isAbsolute(program) ? program : resolve(folder, program)]
    : path.split(delimiter).map((one) => join(one, program));
  for (const place of places)
    if (
      await access(place, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return { status: 'allowed', text: `${place} may be run here` };
  return { status: 'denied', text: `${program} is not there, or may not be run` };
}
