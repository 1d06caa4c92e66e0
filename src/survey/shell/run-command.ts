import { posix } from 'node:path';
import { secretsIn } from '../secret-text.ts';
import { followScript, interpreterScan, runInterpreter } from './follow-script.ts';
import { absolutePath } from './paths.ts';
import { noteDatabase } from './programs/database-programs.ts';
import { noteFiles } from './programs/file-programs.ts';
import { noteNetwork } from './programs/network-programs.ts';
import { passwordsIn } from './programs/password-options.ts';
import { known, type ShellFunction, type Word } from './scope.ts';
import { type Call, remoteOf, type Walk } from './walk.ts';
import { runWrapped } from './wrappers.ts';

/** What the shell does itself. */
const BUILTINS = new Set(
  '. : [ [[ alias bg break cd command continue declare echo eval exec exit export false fg getopts hash help jobs kill let local mapfile popd printf pushd pwd read readonly return set shift shopt source test times trap true type typeset ulimit umask unalias unset wait'.split(
    ' ',
  ),
);

/** Where the system's own programs lie: they are used, not followed. */
const SYSTEM = /^\/(?:usr\/)?s?bin\//;

/** Runs one command of a walk: notes it, and goes where it leads. */
export function runCommand(walk: Walk, call: Call): void {
  if (walk.budget.steps-- <= 0) return;
  const [first, ...rest] = call.words;
  if (first === undefined || first.text === '') return;
  for (const { text, resolved } of call.words) if (resolved) for (const { what, value } of secretsIn(text)) walk.uses.secret(value, what, call.at);
  for (const value of first.resolved ? passwordsIn(posix.basename(first.text), rest) : [])
    walk.uses.secret(value, `a password of ${posix.basename(first.text)}`, call.at);
  if (!first.resolved) {
    walk.uses.add('commands', { name: first.text, kind: 'program', at: call.at, resolved: false, ...remoteOf(walk) });
    walk.uses.unresolved(
      call.at,
      'dynamic-command',
      call.words.map(({ text }) => text).join(' '),
      'which command this is is known only when it runs',
    );
    return;
  }
  const own = call.scope.functions.get(first.text);
  const name = posix.basename(first.text);
  const isPath = first.text.includes('/');
  const script = isPath ? first : findOnPath(walk, first.text, call);
  const kind =
    own !== undefined
      ? 'function'
      : !isPath && BUILTINS.has(name)
        ? 'builtin'
        : script !== undefined && !isProgram(walk, script.text, call)
          ? 'script'
          : 'program';
  walk.uses.add('commands', {
    name: kind === 'script' && script !== undefined ? absolutePath(script, call.scope).text : first.text,
    kind,
    at: call.at,
    resolved: true,
    ...optionsOf(rest),
    ...remoteOf(walk),
  });
  if (own !== undefined) {
    runFunction(walk, call, own);
    return;
  }
  if (kind === 'builtin' && runBuiltin(walk, name, call)) return;
  if (interpreterScan(name) !== undefined) {
    runInterpreter(walk, name, call);
    return;
  }
  if (runWrapped(walk, name, call) || noteDatabase(walk, name, call) || noteNetwork(walk, name, call) || noteFiles(walk, name, call)) return;
  if (walk.remote === undefined && kind === 'script' && script !== undefined)
    followScript(walk, { path: script, args: rest, scope: call.scope, at: call.at });
}

const MOST_OPTIONS = 12;

/** Without values: they may be secrets. */
function optionsOf(words: readonly Word[]): { readonly options?: readonly string[] } {
  const options = words
    .filter(({ text, resolved }) => resolved && /^-{1,2}[A-Za-z][\w-]*(?:=|$)/.test(text))
    .map(({ text }) => text.split('=')[0] ?? '');
  return options.length === 0 ? {} : { options: options.slice(0, MOST_OPTIONS) };
}

/** A file of that name on the PATH, outside of the system's folders. */
function findOnPath(walk: Walk, name: string, { scope }: Call) {
  const path = scope.variables.get('PATH');
  if (walk.remote !== undefined || path?.resolved !== true) return undefined;
  for (const folder of path.text.split(':')) {
    const file = `${folder}/${name}`;
    const found = folder.startsWith('/') ? walk.tree.find(file) : undefined;
    if (found?.type === 'file') return SYSTEM.test(file) ? undefined : known(file);
  }
  return undefined;
}

/** A program of the system that nobody captured, or a known one by its path (`/usr/bin/psql`). */
function isProgram(walk: Walk, path: string, call: Call): boolean {
  const whole = absolutePath(known(path), call.scope);
  return whole.resolved && SYSTEM.test(whole.text) && walk.tree.find(whole.text)?.content === undefined;
}

/** True where nothing else is to be looked at. */
function runBuiltin(walk: Walk, name: string, call: Call): boolean {
  const [, first, ...rest] = call.words;
  const { scope } = call;
  if ((name === 'cd' || name === 'pushd') && (first === undefined || !first.text.startsWith('-'))) {
    const home = scope.variables.get('HOME');
    scope.folder = absolutePath(first ?? home ?? { text: '~', resolved: false }, scope);
  } else if (name === '.' || name === 'source') {
    // Without a slash it is looked for on the PATH, and bash looks here as well.
    const file = first !== undefined && !first.text.includes('/') ? (findOnPath(walk, first.text, call) ?? first) : first;
    if (file !== undefined) followScript(walk, { path: file, args: rest, scope, at: call.at, sourced: true });
  } else if (name === 'read') {
    for (const word of call.words.slice(1))
      if (/^[A-Za-z_]\w*$/.test(word.text))
        scope.variables.set(word.text, { text: `\${${word.text}}`, resolved: false, origin: 'script', at: call.at });
  } else if (name === 'set' || name === 'shift') {
    const given = call.words.findIndex(({ text }) => text === '--');
    if (name === 'shift') scope.arguments = [...scope.arguments.slice(0, 1), ...scope.arguments.slice(2)];
    else if (given > 0) scope.arguments = [...scope.arguments.slice(0, 1), ...call.words.slice(given + 1)];
  } else if (/^(?:eval|exec|command|trap)$/.test(name)) return false;
  return true;
}

function runFunction(walk: Walk, call: Call, { body, file, offset }: ShellFunction): void {
  const mark = `${file}#${call.words[0]?.text}`;
  if (walk.stack.includes(mark)) return;
  const before = call.scope.arguments;
  call.scope.arguments = [before[0] ?? known('sh'), ...call.words.slice(1)];
  walk.node({ ...walk, stack: [...walk.stack, mark] }, body, { text: '', file, line: offset }, call.scope);
  call.scope.arguments = before;
}
