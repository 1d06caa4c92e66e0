import { TwinrunError } from '../model/error.ts';

/** Names separated by commas, each as in CSV: one that holds a comma stands in quotes. Empty ones are left out. */
export function splitNames(text: string): readonly string[] {
  return [...text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)/g)]
    .map((part) => (part[1] === undefined ? (part[2] ?? '').trim() : unquoted(part[1])))
    .filter((name) => name !== '');
}

/** `fee=0.01,rate=1%` as name and bound; names as in `splitNames`, in quotes also where they hold a `=`. Throws `cli.tolerance`. */
export function splitBounds(texts: readonly string[]): ReadonlyMap<string, string> {
  const bounds = new Map<string, string>();
  for (const text of texts) {
    const part = /\s*(?:"((?:[^"]|"")*)"|([^",=][^,=]*?))\s*=\s*(\d+(?:\.\d+)?%?)\s*(?:,|$)/y;
    while (part.lastIndex < text.length) {
      const match = part.exec(text);
      const name = match?.[1] === undefined ? match?.[2] : unquoted(match[1]);
      const bound = match?.[3];
      if (name === undefined || bound === undefined || bounds.has(name)) throw badTolerance(text, name);
      bounds.set(name, bound);
    }
    if (text === '') throw badTolerance(text, undefined);
  }
  return bounds;
}

function unquoted(text: string): string {
  return text.replaceAll('""', '"');
}

function badTolerance(text: string, twice: string | undefined): TwinrunError {
  return new TwinrunError({
    code: 'cli.tolerance',
    class: 'misuse',
    message: twice === undefined ? 'a tolerance cannot be read' : `two tolerances for column ${JSON.stringify(twice)}`,
    expected: 'column=number or column=number%, separated by commas, each column once',
    received: text,
    at: { field: '--tolerance' },
    fix: 'Write --tolerance fee=0.01,rate=1%.',
  });
}
