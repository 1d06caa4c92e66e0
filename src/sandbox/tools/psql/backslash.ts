import type { Output } from './output.ts';
import { applyPset, type PrintSettings } from './print-settings.ts';
import { PsqlFailure } from './psql-failure.ts';

/** What backslash commands may touch. */
export interface BackslashScope {
  readonly print: PrintSettings;
  readonly output: Output;
  /** To stdout, wherever results go. */
  say(text: string): void;
  /** The same, unless -q. */
  tell(text: string): void;
  /** To stderr. */
  notice(text: string): void;
  set(name: string, value: string): void;
  unset(name: string): void;
}

/** Does one backslash command, except \copy and \q. Throws PsqlFailure for an unknown one. */
export function runBackslash(name: string, args: readonly string[], scope: BackslashScope): void {
  const [first, ...others] = args;
  const pset = (option: string, value: string | undefined): void => {
    const told = applyPset(scope.print, option, value);
    if (told !== '') scope.tell(`${told}\n`);
  };
  if (name === 'echo') scope.say(first === '-n' ? others.join(' ') : `${args.join(' ')}\n`);
  else if (name === 'set') scope.set(first ?? '', others.join(''));
  else if (name === 'unset') scope.unset(first ?? '');
  else if (name === 'pset') pset(first ?? '', others[0]);
  else if (name === 't') pset('tuples_only', first);
  else if (name === 'a') pset('format', scope.print.format === 'aligned' ? 'unaligned' : 'aligned');
  else if (name === 'f') pset('fieldsep', first);
  else if (name === 'o') scope.output.redirect(first);
  else if (name === 'timing') scope.notice('notice: \\timing is ignored by this stand-in of psql\n');
  else throw new PsqlFailure(`invalid command \\${name}`);
}
