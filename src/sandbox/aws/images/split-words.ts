/** How a variable of a Dockerfile is looked up; undefined when it is not set. */
export type Lookup = (name: string) => string | undefined;

/** Splits the words of a Dockerfile instruction as a shell does, with quotes, backslashes and variables. */
export function splitWords(text: string, lookup: Lookup): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index] as string;
    if (quote === '' && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else if (character === '\\' && quote !== "'" && index + 1 < text.length) {
      index += 1;
      const escaped = text[index] as string;
      word = (word ?? '') + (quote === '"' && !/["\\$]/.test(escaped) ? `\\${escaped}` : escaped);
    } else if (character === '$' && quote !== "'") {
      const { value, length } = expandAt(text.slice(index), lookup);
      word = (word ?? '') + value;
      index += length - 1;
    } else word = (word ?? '') + character;
  }
  return word === undefined ? words : [...words, word];
}

/** `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:+other}` at the start of a text. A lone `$` stands for itself. */
function expandAt(text: string, lookup: Lookup): { value: string; length: number } {
  const match = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::([-+])([^{}]*))?\})/.exec(text);
  if (match === null) return { value: '$', length: 1 };
  const [whole, bare, braced, operator, other = ''] = match;
  const value = lookup(bare ?? braced ?? '') ?? '';
  const result = operator === '-' && value === '' ? other : operator === '+' ? (value === '' ? '' : other) : value;
  return { value: result, length: whole.length };
}
