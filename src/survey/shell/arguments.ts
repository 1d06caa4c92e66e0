import type { Word } from './scope.ts';

/** A command's arguments, sorted. */
export interface Arguments {
  /** Value of the first of these options that is there; names without hyphens. */
  option(...names: readonly string[]): Word | undefined;
  has(...names: readonly string[]): boolean;
  readonly all: (...names: readonly string[]) => readonly Word[];
  readonly rest: readonly Word[];
}

/**
 * Sorts arguments as getopt_long does. `valued`: options that take a value, single letters and long names, separated by blanks; `p=`: a letter whose value, if any, is the rest of its own
 * word. `stop`: the first argument that is no option ends them (wrappers, ssh).
 */
export function readArguments(words: readonly Word[], valued: string, stop = false): Arguments {
  const takes = new Set(valued.split(' '));
  const found: { readonly name: string; readonly value?: Word }[] = [];
  const rest: Word[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) break;
    const { text } = word;
    if (text === '--') {
      rest.push(...words.slice(at + 1));
      break;
    }
    const next = () => {
      at++;
      return words[at];
    };
    const push = (name: string, value: Word | undefined) => found.push({ name, ...(value === undefined ? {} : { value }) });
    const [, long, given] = /^--?([A-Za-z][\w-]+)=(.*)$/s.exec(text) ?? [];
    if (long !== undefined) push(long, { text: given ?? '', resolved: word.resolved });
    else if (/^--./.test(text)) push(text.slice(2), takes.has(text.slice(2)) ? next() : undefined);
    else if (/^-[A-Za-z][\w-]+$/.test(text) && takes.has(text.slice(1))) push(text.slice(1), next());
    else if (/^-./.test(text)) readLetters(text.slice(1), word, takes, push, next);
    else if (stop) {
      rest.push(...words.slice(at));
      break;
    } else rest.push(word);
  }
  const all = (...names: readonly string[]) =>
    found.filter(({ name }) => names.includes(name)).flatMap(({ value }) => (value === undefined ? [] : [value]));
  return { all, rest, option: (...names) => all(...names)[0], has: (...names) => found.some(({ name }) => names.includes(name)) };
}

function readLetters(
  letters: string,
  word: Word,
  takes: ReadonlySet<string>,
  push: (name: string, value: Word | undefined) => void,
  next: () => Word | undefined,
): void {
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? '';
    const rest = letters.slice(at + 1);
    const attached = takes.has(`${letter}=`);
    if (!attached && !takes.has(letter)) {
      push(letter, undefined);
      continue;
    }
    push(letter, rest !== '' ? { text: rest, resolved: word.resolved } : attached ? undefined : next());
    return;
  }
}
