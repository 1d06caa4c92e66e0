import { askHost, shellQuote } from './ssh-command.ts';
import type { SshConnection } from './ssh-connection.ts';

/** Programs that run a script which stands among their arguments. An editor that has it open runs nothing. */
const RUNS_ARGUMENTS =
  /^(?:-?(?:ba|da|k|z|a)?sh|busybox|python[\d.]*|ruby[\d.]*|perl[\d.]*|php[\d.]*|node|env|flock|timeout|nice|ionice|sudo|setsid|nohup|chronic|cron|CRON)$/;

/** Whether what it runs stands among its arguments. */
export function runsItsArguments(program: string): boolean {
  return RUNS_ARGUMENTS.test(baseName(program));
}

/** A process that runs a program. */
export interface RunningProgram {
  readonly pid: string;
  /** Program and arguments, as the host shows them. */
  readonly args: string;
  /** How long it has run, seconds; undefined where the host does not say. */
  readonly seconds?: number;
}

/** `pid`, how long (`[[dd-]hh:]mm:ss`, POSIX), program and arguments. */
const LIST = 'LC_ALL=C ps -A -o pid= -o etime= -o args= 2>/dev/null';

/**
 * The processes that run a program, the longest-running first. Paths are compared whole: relative ones from where the process stands, the program's from the home of `user` (default: who is
 * logged in). Where a process stands may not be readable, or it went elsewhere since: then the same words are the same program. Undefined where the host shows no processes.
 */
export async function findRunning(connection: SshConnection, program: string, user?: string): Promise<readonly RunningProgram[] | undefined> {
  const name = baseName(program);
  const { exitCode, stdout } = await askHost(connection, LIST);
  if (exitCode !== 0) return undefined;
  const candidates = stdout.split('\n').flatMap((line) => {
    const [, pid = '', etime = '', args = ''] = /^\s*(\d+)\s+(\S+)\s+(.*\S)\s*$/.exec(line) ?? [];
    const [first = '', ...rest] = args.split(/\s+/);
    const words = runsItsArguments(first) ? [first, ...rest] : [first];
    const word = words.find((one) => baseName(one) === name);
    return pid === '' || word === undefined ? [] : [{ pid, word, args, seconds: secondsOf(etime) }];
  });
  if (candidates.length === 0) return [];
  const entry = `{ getent passwd ${shellQuote(user ?? '')} || grep ${shellQuote(`^${user}:`)} /etc/passwd; } 2>/dev/null | head -n 1 | cut -d: -f6`;
  const home = user === undefined ? 'pwd' : `if [ "\${TWINRUN_SANDBOX:-}" = 1 ]; then pwd; else ${entry}; fi`;
  // What has ended meanwhile runs no more. `gone`: the word leads nowhere from where the process stands now.
  const questions = candidates.map(
    ({ pid, word }) =>
      `d=$(readlink /proc/${pid}/cwd); if [ -d /proc/self ] && [ ! -d /proc/${pid} ]; then echo ended; elif [ -z "$d" ]; then echo unknown; elif [ -e "$d"/${shellQuote(word)} ]; then echo "at $d"; else echo gone; fi`,
  );
  const answer = await askHost(connection, `{ ${home}; } || echo; ${questions.join('; ')}`);
  const [folder = '', ...places] = answer.stdout.split('\n');
  const wanted = absolute(program, folder);
  return candidates
    .filter(({ word }, index) => {
      const place = places[index] ?? '';
      if (place === 'ended') return false;
      if (word.startsWith('/')) return absolute(word, '') === wanted;
      return place.startsWith('at ')
        ? absolute(word, place.slice(3)) === wanted
        : plain(word) === plain(program) || wanted.endsWith(`/${plain(word)}`);
    })
    .map(({ pid, args, seconds }) => ({ pid, args, ...(seconds === undefined ? {} : { seconds }) }))
    .sort((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0));
}

function absolute(path: string, folder: string): string {
  const whole = path.startsWith('/') ? path : `${folder}/${path}`;
  return whole.replace(/\/(?:\.?\/)+/g, '/');
}

function plain(path: string): string {
  return path.replace(/^(?:\.\/)+/, '');
}

function baseName(path: string): string {
  return path.split('/').at(-1) ?? path;
}

function secondsOf(etime: string): number | undefined {
  const [, days = '0', hours = '0', minutes = '', seconds = ''] = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)$/.exec(etime) ?? [];
  return minutes === '' ? undefined : ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}
