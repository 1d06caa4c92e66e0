import { shellQuote } from '../connections/ssh/ssh-command.ts';
import { TwinrunError } from '../model/error.ts';

/** First line on stdout, so that the process group can be ended from a second channel. */
export const GROUP_MARK = 'twinrun-process-group';

/**
 * The one text that the remote shell reads. It says its process group, takes NAME=value lines from stdin as data until an empty line
 * (so that no value is ever shell text or argument), then becomes the batch, whose stdin is empty as under cron.
 * POSIX sh; `ps -o pgid=` because the login shell may have started it as a child instead of becoming it.
 */
const SCRIPT = [
  'g=$(ps -o pgid= -p $$ 2>/dev/null | tr -d " ")',
  `printf "${GROUP_MARK} %s\\n" "\${g:-$$}"`,
  'while IFS= read -r v && [ -n "$v" ]; do export "$v"; done',
  'unset g v',
  'exec "$@" </dev/null',
].join('; ');

export function bootstrapCommand(command: readonly string[]): string {
  return ['exec', 'sh', '-c', shellQuote(SCRIPT), 'twinrun', ...command.map(shellQuote)].join(' ');
}

/** The lines for the bootstrap's stdin. Throws `ssh.environment` for a value that does not fit into a line. */
export function environmentLines(environment: Readonly<Record<string, string>>): string {
  const lines = Object.entries(environment).map(([name, value]) => {
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !/[\n\r\0]/.test(value)) return `${name}=${value}\n`;
    throw new TwinrunError({
      code: 'ssh.environment',
      class: 'misuse',
      message: `the variable ${JSON.stringify(name)} cannot be handed to the batch`,
      expected: 'a name of letters, digits and _, and a value of one line',
      fix: 'Correct the environment or fence in the scenario.',
    });
  });
  return `${lines.join('')}\n`;
}
