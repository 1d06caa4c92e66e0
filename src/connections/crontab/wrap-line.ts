import { TwinrunError } from '../../model/error.ts';
import { ASSIGNMENTS, cronEntry } from './cron-entry.ts';
import { activeLine, type ChangedTable } from './crontab-text.ts';
import type { CrontabPlace } from './host-crontab.ts';

/** Name of the script that takes the claim of a scenario, in whichever folder: by it what stands before a command is known again. */
export function claimScriptName(scenario: string): string {
  return `twinrun-claim-${scenario}.sh`;
}

const BEFORE = /\/bin\/sh [A-Za-z0-9_./-]*twinrun-claim-[A-Za-z0-9_.-]+\.sh /;

/** Words of a shell that a program cannot run, and what ends a command: the claim would hold for the first part alone. */
const NO_PROGRAM = /^(?:[({!]|(?:if|while|until|for|case|exec|eval|cd|\.|source|export|set|test|\[|umask|ulimit|trap|alias|command|builtin)(?:\s|$))/;
const PIPED = /(?<!\\)\|/;

/**
 * Puts the script that takes the claim before the command of the one active line that contains `contains`: schedule, variables, `%` and everything else stay. Throws what `activeLine` throws,
 * and `cron.line-unwrappable` where the claim would not hold for all that the line does.
 */
export function wrapLine(text: string, contains: string, script: string, place: CrontabPlace): ChangedTable {
  const lines = text.split('\n');
  const index = activeLine(lines, contains);
  const original = lines[index] ?? '';
  const entry = cronEntry(original, place);
  if (entry === undefined) throw unwrappable(index + 1, original, 'a schedule and a command');
  const [variables = ''] = ASSIGNMENTS.exec(entry.command) ?? [];
  const program = entry.command.slice(variables.length);
  const [shell = ''] = program.split(/(?<!\\)%/);
  if (NO_PROGRAM.test(program) || PIPED.test(shell))
    throw unwrappable(index + 1, original, 'one program with its arguments, without a pipe or words of the shell');
  lines[index] = `${entry.head}${variables}${beforeCommand(script)}${program}`;
  return { text: lines.join('\n'), line: index + 1, original };
}

/** Takes it away again: the line is what it was, byte by byte. Throws `cron.not-wrapped` where no such line has it. */
export function unwrapLine(text: string, contains: string, script: string): ChangedTable {
  const lines = text.split('\n');
  const index = lines.findIndex((line) => isBehind(line, contains, script));
  if (index < 0) throw notWrapped(contains, script);
  const original = lines[index] ?? '';
  lines[index] = original.replace(beforeCommand(script), '');
  return { text: lines.join('\n'), line: index + 1, original };
}

/** Whether a line that contains `contains` runs behind the claim; `off` where it is switched off. */
export function isWrapped(text: string, contains: string, script: string): boolean {
  return text.split('\n').some((line) => isBehind(line, contains, script));
}

/** A command without the claim before it: what the batch itself is. */
export function withoutClaim(command: string): string {
  return command.replace(BEFORE, '');
}

function isBehind(line: string, contains: string, script: string): boolean {
  return line.includes(contains) && line.includes(beforeCommand(script)) && !/^\s*#/.test(line);
}

function beforeCommand(script: string): string {
  return `/bin/sh ${script} `;
}

function unwrappable(line: number, original: string, expected: string): TwinrunError {
  return new TwinrunError({
    ...{
      code: 'cron.line-unwrappable',
      class: 'fault',
      message: 'the claim cannot be put before the whole of this line',
      expected,
      received: original,
      at: { line },
    },
    fix: 'Put what the line does into a script of its own, and start that by cron.',
  });
}

function notWrapped(contains: string, script: string): TwinrunError {
  return new TwinrunError({
    ...{
      code: 'cron.not-wrapped',
      class: 'fault',
      message: `no active line of ${contains} stands behind the claim`,
      expected: `/bin/sh ${script} …`,
      received: 'none',
    },
    fix: 'Somebody or something wrote the table anew. Look at whether the line is active, and decide by hand.',
  });
}
