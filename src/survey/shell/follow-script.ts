import { posix } from 'node:path';
import type { Location } from '../../model/location.ts';
import { lightScan } from '../light/light-scan.ts';
import { absolutePath } from './paths.ts';
import { copyScope, known, Names, type Scope, type ShellFunction, type Word } from './scope.ts';
import type { Call, Walk } from './walk.ts';

const SHELLS = /^(?:ba|da|k|z|a|mk)?sh$/;
const LIGHT = /^(?:python[\d.]*|ruby[\d.]*|perl[\d.]*|php[\d.]*|node|nodejs|deno)$/;

/** Whether a program runs scripts, and how they are read. */
export function interpreterScan(name: string): 'grammar' | 'light' | undefined {
  if (SHELLS.test(name)) return 'grammar';
  return LIGHT.test(name) ? 'light' : undefined;
}

/** Name of the interpreter that `#!` names (`/usr/bin/env python3 -u` → `python3`); undefined where there is none. */
export function interpreterOf(text: string): string | undefined {
  const words =
    /^#!\s*([^\n]+)/
      .exec(text)?.[1]
      ?.trim()
      .split(/\s+/)
      .map((word) => posix.basename(word)) ?? [];
  const [first, ...rest] = words;
  return first === 'env' ? rest.find((word) => !word.startsWith('-') && !word.includes('=')) : first;
}

interface Followed {
  readonly path: Word;
  readonly args: readonly Word[];
  readonly scope: Scope;
  readonly at: Location;
  /** By whom it is run, where that does not follow from the file. */
  readonly interpreter?: string | undefined;
  /** `.` and `source`: it runs in the same shell. */
  readonly sourced?: boolean;
}

/** Follows a script. What is missing, a circle or a binary is listed; false where nothing of it was read and it is not known to be missing either. */
export function followScript(walk: Walk, { path: word, args, scope, at, interpreter, sourced = false }: Followed): void {
  const path = absolutePath(word, scope);
  const list = (kind: string, why: string) => walk.uses.unresolved(at, kind, path.text, why);
  if (!path.resolved) {
    list('dynamic-script', 'which script this is is known only when it runs');
    return;
  }
  const found = walk.tree.find(path.text);
  walk.uses.add('files', {
    path: path.text,
    access: sourced ? 'read' : 'execute',
    by: sourced ? 'source' : (interpreter ?? 'sh'),
    at,
    resolved: true,
  });
  if (found === undefined) {
    list('script-missing', 'it is not on the host, or was not captured');
    return;
  }
  if (found.type === 'folder') {
    list('script-missing', 'it is a folder');
    return;
  }
  const bytes = found.content?.();
  if (bytes === undefined || bytes.subarray(0, 8192).includes(0)) {
    walk.script(found.path, 'binary', 'none');
    // A binary is a program, as those of the system are: it is said of those that lie among the scripts.
    if (found.left === undefined || found.left === 'binary') list('binary', 'it is a binary: what it uses is not seen');
    else list('script-unread', `it was not read: ${found.left}`);
    return;
  }
  if (walk.stack.includes(found.path)) {
    list('circle', `it is being followed already: ${[...walk.stack, found.path].join(' → ')}`);
    return;
  }
  if (walk.stack.length > 20) {
    list('too-deep', 'scripts call each other more than 20 deep');
    return;
  }
  const text = new TextDecoder().decode(bytes);
  const name = interpreter ?? interpreterOf(text) ?? (sourced ? 'sh' : byName(found.path));
  const scan = sourced ? 'grammar' : interpreterScan(name);
  walk.script(found.path, name, scan ?? 'none');
  const inner = { ...walk, stack: [...walk.stack, found.path] };
  const source = { text, file: path.text, line: 1 };
  if (scan === undefined) {
    list('interpreter', `scripts of ${name} are not read`);
    return;
  }
  const own = sourced
    ? scope
    : { ...copyScope(scope), functions: new Names<ShellFunction>(), arguments: [known(word.resolved ? word.text : path.text), ...args] };
  if (scan === 'grammar') inner.shell(inner, source, own);
  else lightScan(inner, source, own);
}

function byName(path: string): string {
  const ending = /\.(py|rb|pl|php|js|mjs|sql)$/.exec(path)?.[1];
  return { py: 'python', rb: 'ruby', pl: 'perl', php: 'php', js: 'node', mjs: 'node', sql: 'sql' }[ending ?? ''] ?? 'sh';
}

/** `bash script args`, `python3 -c '…'`, `ruby -rjson script`. */
export function runInterpreter(walk: Walk, name: string, call: Call): void {
  const words = call.words.slice(1);
  const textFlag = name === 'php' ? /^-r$/ : SHELLS.test(name) ? /^-[a-z]*c$/ : /^-[ce]$/;
  const at = words.findIndex(({ text }) => textFlag.test(text));
  const first = words.findIndex(({ text }, index) => !/^[-+]/.test(text) && !/^-[rIMWX]$|^-o$|^-f$/.test(words[index - 1]?.text ?? ''));
  const inline = at >= 0 && (first < 0 || at < first) ? words[at + 1] : undefined;
  if (inline !== undefined) {
    const source = { text: inline.text, file: call.at.file ?? '', line: call.at.line ?? 1 };
    if (!inline.resolved) walk.uses.unresolved(call.at, 'dynamic-command', inline.text, 'a part of this text is known only when it runs');
    if (interpreterScan(name) === 'grammar') walk.shell(walk, source, { ...copyScope(call.scope), arguments: words.slice(at + 2) });
    else lightScan(walk, source, call.scope);
    return;
  }
  const script = first < 0 ? undefined : words[first];
  const isModule = words.slice(0, Math.max(first, 0)).some(({ text }) => text === '-m');
  if (script !== undefined && isModule) walk.uses.unresolved(call.at, 'interpreter', `${name} -m ${script.text}`, 'modules are not looked for');
  else if (script !== undefined)
    followScript(walk, { path: script, args: words.slice(first + 1), scope: call.scope, at: call.at, interpreter: name });
  else if (call.stdin !== undefined) runStdin(walk, name, call);
}

function runStdin(walk: Walk, name: string, { stdin, scope, at }: Call): void {
  if (stdin === undefined) return;
  if (stdin.file !== undefined) {
    followScript(walk, { path: stdin.file, args: [], scope, at, interpreter: name });
    return;
  }
  if (stdin.text === '$(…)') {
    walk.uses.unresolved(at, 'dynamic-command', `stdin of ${name}`, 'what it runs comes from another program');
    return;
  }
  const source = { text: stdin.text, file: stdin.at.file ?? '', line: stdin.line };
  if (interpreterScan(name) === 'grammar') walk.shell(walk, source, copyScope(scope));
  else lightScan(walk, source, scope);
}
