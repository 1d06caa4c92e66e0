import { SAY_GROUP } from '../connections/ssh/process-group.ts';
import { shellQuote } from '../connections/ssh/ssh-command.ts';
import { TwinrunError } from '../model/error.ts';

/** How a batch is started on its host. */
export interface SshStart {
  readonly command: readonly string[];
  /** Whom to become by `sudo -n -u`. */
  readonly user?: string | undefined;
  /** As under cron: with these variables beside cron's own, and nothing of the login. */
  readonly cron?: Readonly<Record<string, string>> | undefined;
}

/**
 * What cron gives a job and nothing else (crontab(5); LANG as pam_env takes it from /etc/default/locale), in the home folder. The names of what the login left are
 * taken from `env`; that lines of a value look like names does no harm.
 */
export const CRON: readonly string[] = [
  'u=$(id -un)',
  'h=$(getent passwd "$u" 2>/dev/null | cut -d: -f6)',
  'h=${h:-$HOME}',
  'l=$(sed -n "s/^LANG=\\"\\{0,1\\}\\([^\\"]*\\)\\"\\{0,1\\}\\$/\\1/p" /etc/default/locale 2>/dev/null | tail -n 1)',
  'for n in $(env | sed -n "s/^\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\\1/p"); do unset "$n"; done',
  'export SHELL=/bin/sh PATH=/usr/bin:/bin HOME="$h" LOGNAME="$u"',
  '[ -z "$l" ] || export LANG="$l"',
  'cd "$HOME"',
  'unset u h l n',
];

/**
 * Takes NAME=value lines from stdin as data until an empty line, so that no value is ever shell text or argument; then becomes the batch, whose stdin is empty.
 * Where the empty line never comes, as when the connection is cut, nothing is started: a batch without its fences would reach what is real.
 */
const BECOME = ['while :; do IFS= read -r v || exit 125; [ -n "$v" ] || break; export "$v"; done', 'unset v', 'exec "$@" </dev/null'];

/** The one text that the remote shell reads. POSIX sh. */
export function bootstrapCommand({ command, user, cron }: SshStart): string {
  const script = [...SAY_GROUP, ...(cron === undefined ? [] : CRON), ...BECOME].join('; ');
  return ['exec', ...asUser(user), 'sh', '-c', shellQuote(script), 'twinrun', ...command.map(shellQuote)].join(' ');
}

/** Words before a command, for the shell. */
export function asUser(user: string | undefined): readonly string[] {
  return user === undefined ? [] : ['sudo', '-n', '-u', shellQuote(user), '--'];
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
