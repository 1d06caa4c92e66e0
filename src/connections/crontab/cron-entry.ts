import { runsItsArguments } from '../ssh/find-running.ts';
import type { CrontabPlace } from './host-crontab.ts';

/** A line of a crontab that starts something, cut before its command; together they are the line. */
export interface CronEntry {
  /** Schedule, and in a system's table the user, with all blanks. */
  readonly head: string;
  /** Up to the end of the line; what stands behind an unescaped `%` is its stdin. */
  readonly command: string;
}

/** crontab(5): five fields or a macro. */
const SCHEDULE = String.raw`\s*(?:@[A-Za-z]+|\S+(?:[ \t]+\S+){4})[ \t]+`;
const OF_USER = new RegExp(`^(${SCHEDULE})(\\S.*)$`, 's');
const OF_SYSTEM = new RegExp(`^(${SCHEDULE}\\S+[ \\t]+)(\\S.*)$`, 's');

/** Undefined where the line is no entry: a comment, a variable, an empty line. */
export function cronEntry(line: string, { file }: CrontabPlace): CronEntry | undefined {
  if (/^\s*(?:#|$)/.test(line) || /^\s*[A-Za-z_]\w*\s*=/.test(line)) return undefined;
  const system = file === '/etc/crontab' || file?.startsWith('/etc/cron.d/') === true;
  const [, head, command] = (system ? OF_SYSTEM : OF_USER).exec(line) ?? [];
  return head === undefined || command === undefined ? undefined : { head, command };
}

/** Variables that a command sets for itself alone: `A=1 B='x y' `. */
export const ASSIGNMENTS = /^(?:[A-Za-z_]\w*=(?:[^\s'"\\]|'[^']*'|"(?:[^"\\]|\\.)*"|\\.)*[ \t]+)*/;

/** The programs that a command may run, as they are written: its first word, and paths among its words. Shells and their like are none, nor is where it writes to. */
export function programsOf(command: string): readonly string[] {
  const [text = ''] = command.split(/(?<!\\)%/);
  const [words = ''] = text.replace(ASSIGNMENTS, '').split(/\s+\d?>|\s*\|/);
  const plain = words.split(/\s+/).map((word) => word.replace(/['"]/g, ''));
  return [
    ...new Set(plain.filter((word, index) => word !== '' && !word.startsWith('-') && !runsItsArguments(word) && (index === 0 || word.includes('/')))),
  ];
}
