import { cronProblem } from '../../schedule/cron-line.ts';

/** Five fields that some cron may take, though others read them differently (`0/5`, cronie's `0~59`): an entry must not be lost for it. */
const LOOSE = /^(?:[\d*][\d*,/~-]*|[a-z]{3}(?:[,-][a-z]{3})*)(?: (?:[\d*][\d*,/~-]*|[a-z]{3}(?:[,-][a-z]{3})*)){4}$/i;

/** What one line of a crontab is. */
export type CrontabLine =
  | { readonly kind: 'blank' }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'environment'; readonly name: string; readonly value: string }
  | CrontabJob
  /** cron refuses the whole table for it (crontab(1)) or logs it. */
  | { readonly kind: 'bad'; readonly why: string };

export interface CrontabJob {
  readonly kind: 'job';
  readonly schedule: string;
  /** Of the system form only. */
  readonly user?: string;
  readonly command: string;
  readonly stdin?: string;
}

/** `user`: five fields and a command. `system`: a user stands between (/etc/crontab, /etc/cron.d). */
export type CrontabForm = 'user' | 'system';

const MACRO = /^@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)$/i;

/**
 * Reads one line as crontab(5) does: leading blanks are skipped; a `NAME = value` line may have quotes; of a job, the first `%` that has no backslash ends
 * the command, and further ones are line ends of its stdin.
 */
export function readCrontabLine(line: string, form: CrontabForm): CrontabLine {
  const text = line.replace(/^[ \t]+/, '').replace(/\r$/, '');
  if (text.trim() === '') return { kind: 'blank' };
  if (text.startsWith('#')) return { kind: 'comment', text: text.replace(/^#+ ?/, '') };
  return readEnvironment(text) ?? readJob(text, form);
}

/** `name = value`, blanks around `=` allowed, either part in quotes that match (load_env of Vixie cron). */
function readEnvironment(text: string): CrontabLine | undefined {
  const found = /^(?:"([^"=]*)"|'([^'=]*)'|([A-Za-z_][^\s=]*))[ \t]*=[ \t]*(.*?)[ \t]*$/s.exec(text);
  if (found === null) return undefined;
  const [, double, single, plain, value = ''] = found;
  const quoted = /^(["'])(.*)\1$/s.exec(value);
  return { kind: 'environment', name: double ?? single ?? plain ?? '', value: quoted?.[2] ?? value };
}

function readJob(text: string, form: CrontabForm): CrontabLine {
  // Of cronie and Debian's cron: a minus before the fields keeps the job out of the log.
  const shown = text.startsWith('-') ? text.slice(1) : text;
  const fields = shown.startsWith('@') ? 1 : 5;
  const parts = splitWords(shown, fields + (form === 'system' ? 1 : 0));
  if (parts === undefined) return { kind: 'bad', why: form === 'system' ? 'it has no time, user and command' : 'it has no time and command' };
  const { words, rest } = parts;
  const schedule = words.slice(0, fields).join(' ');
  const problem = MACRO.test(schedule) || LOOSE.test(schedule) ? undefined : cronProblem(schedule);
  if (problem !== undefined) return { kind: 'bad', why: `its time is not ${problem}` };
  const user = form === 'system' ? words.at(-1) : undefined;
  return { kind: 'job', schedule, ...(user === undefined ? {} : { user }), ...splitAtPercent(rest) };
}

/** That many words at blanks, and what follows; undefined where there are fewer or nothing follows. */
function splitWords(text: string, count: number): { words: readonly string[]; rest: string } | undefined {
  const words: string[] = [];
  let rest = text;
  for (let n = 0; n < count; n++) {
    const [, word, after] = /^(\S+)[ \t]+(.*)$/s.exec(rest) ?? [];
    if (word === undefined || after === undefined) return undefined;
    words.push(word);
    rest = after;
  }
  return rest.trim() === '' ? undefined : { words, rest };
}

function splitAtPercent(text: string): { readonly command: string; readonly stdin?: string } {
  const parts: string[] = [''];
  for (let at = 0; at < text.length; at++) {
    const two = text.slice(at, at + 2);
    if (two === '\\%') at++;
    if (two.startsWith('%')) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${two === '\\%' ? '%' : text[at]}`);
  }
  const [command = '', ...input] = parts;
  return input.length === 0 ? { command: command.trimEnd() } : { command: command.trimEnd(), stdin: `${input.join('\n')}\n` };
}

/** A comment that is an entry somebody switched off, rather than a sentence: it must read as a job whose fields hold a digit, `*` or a macro. */
export function disabledJob(comment: string, form: CrontabForm): CrontabJob | undefined {
  const read = readCrontabLine(comment.replace(/^[#\s]+/, ''), form);
  if (read.kind !== 'job' || (!MACRO.test(read.schedule) && cronProblem(read.schedule) !== undefined)) return undefined;
  // `m h dom mon dow user command` of the usual headline is refused by its fields; examples in angle brackets are no commands.
  return /^[./~\w$[({"']/.test(read.command) && !/^<.*>$/.test(read.command) ? read : undefined;
}
