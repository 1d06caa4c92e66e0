import { posix } from 'node:path';
import { commandOf, type Instruction, unsupported } from './dockerfile.ts';
import { notedPackages } from './noted-packages.ts';
import { splitWords } from './split-words.ts';

/** What the instructions up to here have made of the image, files apart. */
export interface ImageState {
  readonly base: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly arguments: Readonly<Record<string, string>>;
  readonly workingFolder: string;
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly user: string | undefined;
  readonly packages: readonly string[];
}

export const EMPTY_IMAGE: ImageState = {
  base: undefined,
  environment: {},
  arguments: {},
  workingFolder: '/',
  entryPoint: [],
  command: [],
  user: undefined,
  packages: [],
};

/** Instructions that change nothing that a task could notice here. */
const WITHOUT_EFFECT = new Set(['LABEL', 'EXPOSE', 'MAINTAINER']);

/** Applies an instruction. Throws `dockerfile.unsupported` (misuse). */
export function applyInstruction(state: ImageState, instruction: Instruction, file: string): ImageState {
  const { keyword, text, line } = instruction;
  const expand = (source: string) => splitWords(source, (name) => state.environment[name] ?? state.arguments[name]);
  if (state.base === undefined && keyword !== 'FROM' && keyword !== 'ARG') throw unsupported(file, line, `${keyword} before FROM`);
  if (WITHOUT_EFFECT.has(keyword)) return state;
  switch (keyword) {
    case 'FROM':
      if (state.base !== undefined) throw unsupported(file, line, 'several stages');
      return { ...state, base: expand(text)[0] ?? '' };
    case 'ARG':
      return { ...state, arguments: { ...state.arguments, ...pairs(expand(text)) } };
    case 'ENV':
      return { ...state, environment: { ...state.environment, ...readEnvironment(text, expand) } };
    case 'WORKDIR':
      return { ...state, workingFolder: posix.resolve(state.workingFolder, expand(text).join(' ')) };
    case 'USER':
      return { ...state, user: expand(text)[0] };
    case 'ENTRYPOINT':
      return { ...state, entryPoint: commandOf(text), command: [] };
    case 'CMD':
      return { ...state, command: commandOf(text) };
    case 'RUN':
      return { ...state, packages: [...state.packages, ...notedPackages(text)] };
    case 'COPY':
      if (instruction.flags.from !== undefined) throw unsupported(file, line, 'COPY --from');
      return state;
    default:
      throw unsupported(file, line, keyword);
  }
}

/** `A=b C=d`; a name without a value is not set. */
function pairs(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.filter((word) => word.indexOf('=') > 0).map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
}

/** `ENV A=b C=d`, or the older `ENV A all the rest`. */
function readEnvironment(text: string, expand: (source: string) => readonly string[]): Record<string, string> {
  const old = /^([A-Za-z_]\w*)\s+(.*)$/s.exec(text);
  return old === null ? pairs(expand(text)) : { [old[1] ?? '']: expand(old[2] ?? '').join(' ') };
}
