import { programsIn } from '../connections/ssh/find-running.ts';
import { askHost, shellQuote } from '../connections/ssh/ssh-command.ts';
import type { SshConnection } from '../connections/ssh/ssh-connection.ts';
import type { Clock } from '../model/clock.ts';
import { TwinrunError } from '../model/error.ts';
import { asUser, CRON, type SshStart } from './ssh-bootstrap.ts';

/**
 * Read-only questions in POSIX sh; each line is `name=value`, and a question without an answer leaves no line. The program is looked for as the batch's user. Its name comes by
 * stdin: among the arguments, this question would look like a run of the batch to whoever guards another take.
 */
const QUESTIONS = [
  'printf "host.kernel=%s\\n" "$(uname -sr)"',
  'printf "host.timezone=%s\\n" "$(date +%z)"',
  'printf "host.zone=%s\\n" "${TZ:-$(cat /etc/timezone 2>/dev/null || readlink /etc/localtime 2>/dev/null | sed "s,.*zoneinfo/,,")}"',
  'printf "host.locale=%s\\n" "${LC_ALL:-${LANG:-}}"',
  'printf "host.libc=%s\\n" "$(getconf GNU_LIBC_VERSION 2>/dev/null || { ldd --version 2>&1 | sed -n "s/^musl libc.*/musl/p;s/^Version /musl /p" | tail -n 1; })"',
  'printf "host.clock=%s\\n" "$(date +%s)"',
  '[ -r /etc/os-release ] && (. /etc/os-release; printf "host.os=%s\\n" "$PRETTY_NAME")',
  'IFS= read -r p; case $p in */*) f=$p ;; *) f=$(command -v "$p") ;; esac; [ -r "$f" ] && h=$({ sha256sum < "$f" || shasum -a 256 < "$f" || openssl dgst -sha256 -r < "$f"; } 2>/dev/null) && printf "script.sha256=%s\\n" "${h%% *}"',
  ':',
].join('; ');

/** What was met on the host: OS, kernel, libc, zone (name and offset), locale, clock skew in seconds (host minus here), and the sha256 of the program, or of the script that an interpreter runs; in the environment in which it is to run. */
export async function hostFacts(connection: SshConnection, { command, user, cron }: SshStart, clock: Clock): Promise<Record<string, string>> {
  const questions = [...(cron === undefined ? [] : CRON), QUESTIONS].join('; ');
  const asked = clock.now().getTime();
  const { stdout, stderr, exitCode } = await askHost(
    connection,
    [...asUser(user), 'sh', '-c', shellQuote(questions)].join(' '),
    `${programsIn(command).at(-1) ?? command[0] ?? ''}\n`,
  );
  if (user !== undefined && exitCode !== 0 && exitCode !== undefined) throw sudoRefused(connection.host, user, stderr);
  const answered = clock.now().getTime();
  const facts: Record<string, string> = {};
  for (const line of stdout.split('\n')) {
    const [, name, value] = /^([a-z0-9.]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined && value !== '') facts[name] = value;
  }
  const theirs = Number(facts['host.clock']);
  delete facts['host.clock'];
  // It was read at some moment between the question and the answer, and tells whole seconds.
  if (Number.isFinite(theirs)) facts['host.clockSkew'] = String(Math.round(theirs + 0.5 - (asked + answered) / 2000));
  return facts;
}

function sudoRefused(host: string, user: string, said: string): TwinrunError {
  return new TwinrunError({
    code: 'ssh.sudo-refused',
    message: `host ${host} does not let us run as ${user}: nothing was started`,
    expected: `sudo -n -u ${user} without a password`,
    received: said.trim() || 'no reason was given',
    fix: `Allow it in sudoers (for the commands of this batch, NOPASSWD), log in as ${user}, or leave out \`user\`.`,
  });
}
