import { LIST_PROCESSES, listProcesses, readProcesses } from './list-processes.ts';
import { askHost, shellQuote } from './ssh-command.ts';
import type { SshConnection } from './ssh-connection.ts';

/** Programs that run a script which stands among their arguments. An editor that has it open runs nothing. */
const RUNS_ARGUMENTS =
  /^(?:-?(?:ba|da|k|z|a|c|tc|fi)?sh|busybox|python[\d.]*|ruby[\d.]*|perl[\d.]*|php[\d.]*|node|java|tclsh[\d.]*|Rscript|env|flock|timeout|nice|ionice|chrt|taskset|stdbuf|sudo|su|runuser|setsid|nohup|chronic|cron|CRON)$/;

/** Whether what it runs stands among its arguments. */
export function runsItsArguments(program: string): boolean {
  return RUNS_ARGUMENTS.test(baseName(program));
}

/**
 * What a command runs that a process list can be searched for: its first word, or the script that an interpreter or a wrapper runs (`python3 x.py`). Of `flock /lock x.sh` and of a text for
 * a shell (`sh -c 'cd /x && ./x.sh'`) all that may be it, the last one most likely. None where no file is named: `python3 -m export`.
 */
export function programsIn(command: readonly string[]): readonly string[] {
  const [first = '', ...rest] = command;
  if (!runsItsArguments(first)) return [first];
  const text = rest.some((word) => /^-[A-Za-z]*c$/.test(word));
  const words = text ? rest.flatMap((word) => word.split(/[\s;&|()'"]+/)) : rest;
  const files = words.filter(
    (word) => /^[^-].*[/.]/.test(word) && !/^[\d.]+[smhd]?$/.test(word) && !runsItsArguments(word) && !/^[A-Za-z_]\w*=/.test(word),
  );
  return [...new Set(text ? files : files.slice(0, command.some((word) => baseName(word) === 'flock') ? 2 : 1))];
}

/** The processes that run the very words of a command; undefined where the host shows no processes. */
export async function findSameCommand(connection: SshConnection, command: readonly string[]): Promise<readonly RunningProgram[] | undefined> {
  const [first = '', ...rest] = command;
  const words = [baseName(first), ...rest].join(' ');
  return (await listProcesses(connection))?.filter(({ args }) => args === words || args.endsWith(`/${words}`));
}

/** A process that runs a program. */
export interface RunningProgram {
  readonly pid: string;
  /** Program and arguments, as the host shows them. */
  readonly args: string;
  /** How long it has run, seconds; undefined where the host does not say. */
  readonly seconds?: number;
}

/** The path of a program whose name comes by stdin: one line with the path that it leads to behind all links. */
const RESOLVE = [
  'real() { readlink -f -- "$1" 2>/dev/null || printf "%s\\n" "$1"; }',
  'IFS= read -r p',
  'case $p in /*) ;; */*) p=$home/$p ;; *) p=$(command -v -- "$p" || printf "%s\\n" "$home/$p") ;; esac',
  'real "$p"',
].join('\n');

/**
 * For each process, pid and word by stdin: where the word leads from where the process stands. `gone`: nowhere. What has ended meanwhile runs no more, and what has not the home of the sandbox's
 * host does not run on it: that host shares its machine, and the folders of another user's processes cannot be seen.
 */
const PLACES = [
  `elsewhere() { [ "\${TWINRUN_SANDBOX:-}" = 1 ] && ! tr '\\000' '\\n' 2>/dev/null < "/proc/$pid/environ" | grep -qxF "HOME=$HOME"; }`,
  'while IFS= read -r pid && IFS= read -r w',
  'do d=$(readlink "/proc/$pid/cwd")',
  'if [ -d /proc/self ] && { [ ! -d "/proc/$pid" ] || elsewhere; }; then echo ended',
  'else case $w in /*) echo "at $(real "$w")" ;; *) if [ -z "$d" ]; then echo unknown; elif [ -e "$d/$w" ]; then echo "at $(real "$d/$w")"; else echo gone; fi ;; esac',
  'fi',
  'done',
].join('\n');

/**
 * The processes that run a program, the longest-running first. Paths are compared behind all links: relative ones from where the process stands, the program's from the home of `user`
 * (default: who is logged in). Where a process stands may not be readable, or it went elsewhere since: then the same words are the same program. Undefined where the host shows no processes.
 */
export async function findRunning(connection: SshConnection, program: string, user?: string): Promise<readonly RunningProgram[] | undefined> {
  const resolve = `home=$({ ${homeOf(user)}; } || :)\n${RESOLVE}`;
  const asked = await askHost(connection, `${resolve}\n${LIST_PROCESSES}`, `${program}\n`);
  const [wanted = '', ...lines] = asked.stdout.split('\n');
  const processes = readProcesses(lines.join('\n'));
  if (asked.exitCode === undefined || processes.length === 0) return undefined;
  const names = [baseName(program), baseName(wanted)];
  const candidates = processes.flatMap(({ pid, args, seconds }) => {
    const [first = '', ...rest] = wordsOf(args, [program, wanted, ...names]);
    const word = (runsItsArguments(first) ? [first, ...rest] : [first]).find((one) => names.includes(baseName(one)));
    return word === undefined ? [] : [{ pid, word, args, ...(seconds === undefined ? {} : { seconds }) }];
  });
  if (candidates.length === 0) return [];
  const input = [program, ...candidates.flatMap(({ pid, word }) => [pid, word])].map((line) => `${line}\n`).join('');
  const answer = await askHost(connection, `${resolve}\n${PLACES}`, input);
  if (answer.exitCode === undefined) return undefined;
  const [, ...places] = answer.stdout.split('\n');
  return candidates
    .filter(({ word }, index) => {
      const place = places[index] ?? '';
      if (place.startsWith('at ')) return place.slice(3) === wanted;
      return place !== 'ended' && (plain(word) === plain(program) || wanted.endsWith(`/${plain(word)}`));
    })
    .map(({ pid, args, seconds }) => ({ pid, args, ...(seconds === undefined ? {} : { seconds }) }))
    .sort((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0));
}

function homeOf(user: string | undefined): string {
  if (user === undefined) return 'pwd';
  const entry = `{ getent passwd ${shellQuote(user)} || grep ${shellQuote(`^${user}:`)} /etc/passwd; } 2>/dev/null | head -n 1 | cut -d: -f6`;
  return `if [ "\${TWINRUN_SANDBOX:-}" = 1 ]; then pwd; else ${entry}; fi`;
}

/** A host shows arguments between blanks, so that a path with blanks looks like several: known paths are kept whole. */
function wordsOf(args: string, known: readonly string[]): readonly string[] {
  const kept = known.filter((one) => one.includes(' ')).reduce((text, one) => text.replaceAll(one, one.replaceAll(' ', '\0')), args);
  return kept.split(/\s+/).map((word) => word.replaceAll('\0', ' '));
}

function plain(path: string): string {
  return path.replace(/^(?:\.\/)+/, '');
}

function baseName(path: string): string {
  return path.split('/').at(-1) ?? path;
}
