import { readArguments } from './arguments.ts';
import { useFile } from './paths.ts';
import { copyScope, type Scope, type Word } from './scope.ts';
import type { Call, Walk } from './walk.ts';

interface Wrapper {
  /** Options with a value. */
  readonly valued: string;
  /** Arguments before the command. */
  readonly before?: number;
}

/** Programs that become or start the command that stands in their arguments. */
const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  nice: { valued: 'n adjustment' },
  ionice: { valued: 'c n p class classdata' },
  timeout: { valued: 'k s kill-after signal', before: 1 },
  sudo: { valued: 'u g h p C r t U user group host prompt' },
  doas: { valued: 'u C' },
  runuser: { valued: 'u g G user group' },
  nohup: { valued: '' },
  setsid: { valued: '' },
  time: { valued: 'f o format output' },
  chronic: { valued: '' },
  cronic: { valued: '' },
  exec: { valued: 'a' },
  command: { valued: '' },
  builtin: { valued: '' },
  stdbuf: { valued: 'i o e input output error' },
  xargs: { valued: 'a d E I L n P s arg-file delimiter replace max-lines max-args max-procs max-chars' },
  'systemd-cat': { valued: 't p identifier priority' },
  'systemd-run': { valued: 'p u M H unit property slice description' },
  'run-one': { valued: '' },
  caffeinate: { valued: '' },
  cpulimit: { valued: 'l limit' },
  chrt: { valued: 'p', before: 1 },
  taskset: { valued: 'p', before: 1 },
  setlock: { valued: '', before: 1 },
  lckdo: { valued: 'W w', before: 1 },
  softlimit: { valued: 'a c d f l m o p r s t' },
};

/** Runs the command within a wrapper; false where the program is none. */
export function runWrapped(walk: Walk, name: string, call: Call): boolean {
  const { words, scope } = call;
  if (name === 'env') return runEnv(walk, call);
  if (name === 'flock') return runFlock(walk, call);
  if (name === 'eval') return runText(walk, call, words.slice(1));
  if (name === 'su') return runSu(walk, call);
  if (name === 'trap') return words[1] === undefined || words[1].text === '-' ? true : runText(walk, call, words.slice(1, 2));
  const wrapper = WRAPPERS[name];
  if (wrapper === undefined || !Object.hasOwn(WRAPPERS, name)) return false;
  const { rest, has } = readArguments(words.slice(1), wrapper.valued, true);
  if (name === 'command' && has('v', 'V')) return true;
  const inner = rest.slice(wrapper.before ?? 0);
  // sudo takes assignments before the command.
  runAssigned(walk, call, inner, name === 'sudo' || name === 'doas' ? scope : call.scope);
  return true;
}

function runAssigned(walk: Walk, call: Call, words: readonly Word[], scope: Scope): void {
  const own = copyScope(scope);
  let at = 0;
  for (; at < words.length; at++) {
    const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(words[at]?.text ?? '') ?? [];
    if (name === undefined) break;
    own.variables.set(name, { text: value, resolved: words[at]?.resolved ?? false, origin: 'script', at: call.at });
  }
  if (at < words.length) walk.run(walk, { ...call, words: words.slice(at), scope: at === 0 ? scope : own });
}

function runEnv(walk: Walk, call: Call): boolean {
  const { rest } = readArguments(call.words.slice(1), 'u C S unset chdir split-string', true);
  runAssigned(walk, call, rest, call.scope);
  return true;
}

/** `flock <file> command …`, `flock <file> -c 'text'`, `flock 9`. */
function runFlock(walk: Walk, call: Call): boolean {
  const { rest, option } = readArguments(call.words.slice(1), 'w E timeout wait conflict-exit-code', true);
  const [file, ...inner] = rest;
  if (file !== undefined && !/^\d+$/.test(file.text)) useFile(walk, call.scope, file, 'lock', 'flock', call.at);
  const text = option('c', 'command') ?? (inner[0]?.text === '-c' || inner[0]?.text === '--command' ? inner[1] : undefined);
  if (text !== undefined) return runText(walk, call, [text]);
  if (inner.length > 0) walk.run(walk, { ...call, words: inner });
  return true;
}

/** `su user -c 'text'`. */
function runSu(walk: Walk, call: Call): boolean {
  const text = readArguments(call.words.slice(1), 'c s g G command shell').option('c', 'command');
  return text === undefined ? true : runText(walk, call, [text]);
}

/** Words as shell text, as eval does. */
export function runText(walk: Walk, call: Call, words: readonly Word[], scope: Scope = call.scope): boolean {
  const text = words.map((word) => word.text).join(' ');
  if (!words.every(({ resolved }) => resolved))
    walk.uses.unresolved(call.at, 'dynamic-command', text, 'a part of this shell text is known only when it runs');
  if (text === '$(…)') return true;
  walk.shell(walk, { text, file: call.at.file ?? '', line: call.at.line ?? 1 }, scope);
  return true;
}
