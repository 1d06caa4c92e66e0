/** As PQescapeLiteral of libpq: a value with a backslash becomes ` E'…'`. */
export function quoteLiteral(value: string): string {
  const doubled = value.replaceAll("'", "''");
  return value.includes('\\') ? ` E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}

/** As PQescapeIdentifier of libpq. */
export function quoteIdentifier(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b', r: '\r', f: '\f' };

/**
 * The arguments of a backslash command: split at blanks, single quotes with C-like escapes, double quotes kept, variables replaced outside
 * of quotes.
 */
export function parseArguments(text: string, variables: ReadonlyMap<string, string>): string[] {
  const parts = /'((?:[^'\\]|\\.|'')*)'|("(?:[^"]|"")*")|:(?:(\w+)|'(\w+)'|"(\w+)")|(\s+)|(.)/gsy;
  const words: string[] = [];
  let word: string | undefined;
  for (const [whole, single, double, plain, literal, identifier, blank, other] of text.trim().matchAll(parts)) {
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    const name = plain ?? literal ?? identifier;
    const value = name === undefined ? undefined : variables.get(name);
    const shown = value === undefined ? whole : plain !== undefined ? value : literal !== undefined ? quoteLiteral(value) : quoteIdentifier(value);
    word = (word ?? '') + (single !== undefined ? withoutEscapes(single) : (double ?? other ?? shown));
  }
  if (word !== undefined) words.push(word);
  return words;
}

function withoutEscapes(text: string): string {
  return text.replace(/''|\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)/gs, (_whole, code: string | undefined) => {
    if (code === undefined) return "'";
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    if (/^x[0-9a-f]/i.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return ESCAPES[code] ?? code;
  });
}
