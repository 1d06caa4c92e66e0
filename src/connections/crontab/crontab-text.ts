import { TwinrunError } from '../../model/error.ts';

/** Before a line that was switched off; what stands behind it is the line as it was. */
const MARK = '#twinrun-off';

/** A table of cron after a change, and the line that it was about. */
export interface ChangedTable {
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  readonly original: string;
}

/** Shell operators by which one line may run several batches. Quoted ones count too: rather a question too many than a batch that stops unseen. */
const SEVERAL = /&&|\|\||;|(?<!>)&(?![>&\d])/;

/** Comments the one active line out that contains `contains`; everything else, the last newline and the kind of line ends stay. Throws what `activeLine` throws. */
export function switchOff(text: string, contains: string, token: string): ChangedTable {
  const lines = text.split('\n');
  const index = activeLine(lines, contains);
  const original = lines[index] ?? '';
  lines[index] = `${MARK} ${token} ${original}`;
  return { text: lines.join('\n'), line: index + 1, original };
}

/**
 * Where the one active line stands that contains `contains`, counted from 0. Throws `cron.line-missing`, `cron.line-ambiguous`, `cron.line-shared` (it may run several batches),
 * `cron.already-off`.
 */
export function activeLine(lines: readonly string[], contains: string): number {
  const found = lines.flatMap((line, index) => (!/^\s*#/.test(line) && line.includes(contains) ? [index] : []));
  const [index, ...more] = found;
  if (index === undefined) throw missing(lines, contains);
  if (more.length > 0)
    throw ambiguous(
      found.map((at) => at + 1),
      contains,
    );
  const line = lines[index] ?? '';
  if (SEVERAL.test(line)) throw shared(index + 1, line);
  return index;
}

/** Puts the line back that was switched off under this token. Throws `cron.not-off` where there is none. */
export function switchOn(text: string, token: string): ChangedTable {
  const lines = text.split('\n');
  const head = `${MARK} ${token} `;
  const index = lines.findIndex((line) => line.startsWith(head));
  if (index < 0) throw notOff(token);
  const original = (lines[index] ?? '').slice(head.length);
  lines[index] = original;
  return { text: lines.join('\n'), line: index + 1, original };
}

/** The line that contains `contains` as it was before it was switched off; undefined where none was. */
export function switchedLine(text: string, contains: string): string | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${MARK} `) && one.includes(contains));
  return line?.slice(MARK.length + 1).replace(/^\S+ /, '');
}

/** What a table says of the entry: active, switched off by us, both (somebody brought it back), or not there. */
export function stateOf(text: string, contains: string): 'on' | 'off' | 'both' | 'absent' {
  const lines = text.split('\n').filter((line) => line.includes(contains));
  const off = lines.some((line) => line.startsWith(`${MARK} `));
  const on = lines.some((line) => !/^\s*#/.test(line));
  return on ? (off ? 'both' : 'on') : off ? 'off' : 'absent';
}

function missing(lines: readonly string[], contains: string): TwinrunError {
  const off = lines.findIndex((line) => line.startsWith(`${MARK} `) && line.includes(contains));
  if (off >= 0)
    return new TwinrunError({
      ...{ code: 'cron.already-off', class: 'fault', message: 'the line is switched off already', received: lines[off] ?? '', at: { line: off + 1 } },
      fix: 'Another cutover did it, or this one before it broke off: go on with it by --resume, or switch the line on by hand.',
    });
  return new TwinrunError({
    ...{
      code: 'cron.line-missing',
      class: 'fault',
      message: 'no active line of the crontab runs the batch',
      expected: `one line that contains ${contains}`,
      received: 'none',
    },
    fix: 'Look at the table: the batch may be started elsewhere (cron.d, another user, a timer), and would go on there.',
  });
}

function ambiguous(lines: readonly number[], contains: string): TwinrunError {
  return new TwinrunError({
    ...{
      code: 'cron.line-ambiguous',
      class: 'fault',
      message: 'several lines of the crontab contain it',
      expected: 'one line',
      received: `lines ${lines.join(', ')}: ${contains}`,
    },
    fix: 'Say more of the line, so that it is found alone.',
  });
}

function shared(line: number, original: string): TwinrunError {
  return new TwinrunError({
    ...{
      code: 'cron.line-shared',
      class: 'fault',
      message: 'the line may run more than this batch',
      expected: 'a line with one command',
      received: original,
      at: { line },
    },
    fix: 'Give each batch a line of its own first; what else the line runs would stop as well.',
  });
}

function notOff(token: string): TwinrunError {
  return new TwinrunError({
    ...{
      code: 'cron.not-off',
      class: 'fault',
      message: 'no line is switched off under this token',
      expected: `${MARK} ${token} …`,
      received: 'none',
    },
    fix: 'Somebody or something wrote the table anew. Look at whether the line is active, and decide by hand.',
  });
}
