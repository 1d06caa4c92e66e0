import { SourceProblem } from '../source-problem.ts';
import type { Conversion, LineConverter } from './conversion.ts';
import { type JsonTypes, jsonCell } from './json-cell.ts';
import { type JsonValue, repeatedKey } from './json-value.ts';
import { LineProblems } from './line-problems.ts';
import { readJson } from './read-json.ts';
import type { TextLine } from './text-line.ts';

/** Most columns that a file may have. Keys that are data (an id as key) make a column each. */
const MOST_COLUMNS = 10_000;

/** JSON lines: one object a line. `fields`: the columns; without them all keys are, in the order of their first
 * appearance (keys that are whole numbers first). */
export function jsonlConversion(fields: readonly string[] | undefined, types: JsonTypes): Conversion {
  return {
    unit: 'characters',
    async start(_charset, lines): Promise<LineConverter> {
      const header = fields ?? (await keysOf(lines()));
      const declared = new Set(header);
      const problems = new LineProblems();
      return {
        header,
        convert({ text, number }) {
          const object = readObject(text);
          if (object === undefined) {
            problems.add(INVALID, number);
            return undefined;
          }
          const repeated = repeatedKey(object);
          if (repeated !== undefined) problems.add(REPEATED, number, repeated);
          for (const key of object.entries.keys()) if (!declared.has(key)) problems.add(UNDECLARED, number, key);
          return header.map((key) => {
            const value = object.entries.get(key);
            return value === undefined ? undefined : jsonCell(value, types);
          });
        },
        get problems() {
          return problems.all;
        },
      };
    },
  };
}

async function keysOf(lines: AsyncIterable<readonly TextLine[]>): Promise<readonly string[]> {
  const keys = new Set<string>();
  let any = false;
  for await (const batch of lines) {
    any ||= batch.length > 0;
    for (const { text, number } of batch) {
      for (const key of keysIn(text)) keys.add(key);
      if (keys.size > MOST_COLUMNS) throw tooManyColumns(number);
    }
  }
  if (any && keys.size === 0) throw noColumns();
  return [...keys];
}

/** The same lines are read strictly afterwards: here speed counts. */
function keysIn(line: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  } catch {
    return [];
  }
}

function readObject(line: string): (JsonValue & { readonly kind: 'object' }) | undefined {
  const value = readJson(line);
  return value?.kind === 'object' ? value : undefined;
}

const INVALID = {
  id: 'jsonl.invalid-line',
  text: '{count} lines are no JSON object and were left out; the first is line {line}',
  fix: 'Each line must hold one JSON object, and nothing else: no blank lines, no list around them. Was the file cut off?',
};
const REPEATED = {
  id: 'jsonl.repeated-key',
  text: '{count} lines hold a key twice, of which readers take one or the other; the first on line {line}: {detail}',
  fix: 'Have the batch write each key of an object once.',
};
const UNDECLARED = {
  id: 'jsonl.undeclared-key',
  text: '{count} keys are not among the declared fields and were not compared; the first on line {line}: {detail}',
  fix: 'Add it to `fields` of the format, or leave `fields` out, so that all keys are compared.',
};

function tooManyColumns(line: number): SourceProblem {
  return new SourceProblem({
    id: 'jsonl.too-many-keys',
    text: 'up to line {line} there are more than {limit} different keys; the file was not read',
    values: { line, limit: MOST_COLUMNS },
    line,
    fix: 'Name the keys that are columns under `fields` of the format.',
  });
}

function noColumns(): SourceProblem {
  return new SourceProblem({
    id: 'jsonl.no-keys',
    text: 'no line holds a JSON object with a key; the file was not read',
    values: {},
    line: 1,
    fix: 'Each line must hold one JSON object. Is this the right file and format?',
  });
}
