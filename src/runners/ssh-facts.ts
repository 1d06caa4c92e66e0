import { askHost, shellQuote } from '../connections/ssh/ssh-command.ts';
import type { SshConnection } from '../connections/ssh/ssh-connection.ts';
import type { Clock } from '../model/clock.ts';

/** Read-only questions in POSIX sh; each line is `name=value`, and a question without an answer leaves no line. */
const QUESTIONS = [
  'printf "host.kernel=%s\\n" "$(uname -sr)"',
  'printf "host.timezone=%s\\n" "$(date +%z)"',
  'printf "host.locale=%s\\n" "${LC_ALL:-${LANG:-}}"',
  'printf "host.clock=%s\\n" "$(date +%s)"',
  '[ -r /etc/os-release ] && (. /etc/os-release; printf "host.os=%s\\n" "$PRETTY_NAME")',
  'f=$(command -v "$1") && h=$({ sha256sum "$f" || shasum -a 256 "$f"; } 2>/dev/null) && printf "script.sha256=%s\\n" "${h%% *}"',
  ':',
].join('; ');

/** What was met on the host: OS, kernel, zone, locale, clock skew in seconds (host minus here), and the sha256 of the program. */
export async function hostFacts(connection: SshConnection, program: string, clock: Clock): Promise<Record<string, string>> {
  const { stdout } = await askHost(connection, `sh -c ${shellQuote(QUESTIONS)} twinrun ${shellQuote(program)}`);
  const facts: Record<string, string> = {};
  for (const line of stdout.split('\n')) {
    const [, name, value] = /^([a-z0-9.]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined && value !== '') facts[name] = value;
  }
  const theirs = Number(facts['host.clock']);
  delete facts['host.clock'];
  if (Number.isFinite(theirs)) facts['host.clockSkew'] = String(Math.round(theirs - clock.now().getTime() / 1000));
  return facts;
}
