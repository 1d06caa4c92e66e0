import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Path } from './path.ts';
import { decodeYaml, type Place, refuseDeepYaml, throwYamlErrors, type YamlError, yamlError } from './yaml-errors.ts';

/** A YAML file that was read: its value, and where each part of it stands. */
export interface YamlSource {
  readonly file: string;
  readonly value: unknown;
  /** The place of a path's key or value; of the nearest mapping or list above it when it is not there. */
  locate(path: Path, on: 'key' | 'value'): Place;
  /** A scalar as it is written in the file (`007`, not 7). */
  written(path: Path): string | undefined;
}

/** How many aliases a file may expand to; far more than a person writes, far less than a bomb. */
const MAX_ALIASES = 100;

/**
 * Parses one YAML 1.2 document with the core schema: `06:00`, `no`, `1d` and dates stay text, all keys are text.
 * Throws TwinrunErrors with codes `yaml.*` for everything that is no such document, each with its place.
 */
export function parseYaml(bytes: Uint8Array, file: string): YamlSource {
  const text = decodeYaml(bytes, file);
  refuseDeepYaml(text, file);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    strict: true,
    uniqueKeys: true,
    stringKeys: true,
    merge: false,
    resolveKnownTags: false,
    lineCounter: lines,
    prettyErrors: false,
  });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const found = [...document.errors, ...document.warnings].map((error) => yamlError(error, placeAt(error.pos[0])));
  if (found.length === 0) found.push(...unsafeParts(document, placeAt));
  throwYamlErrors(found, file);
  const value = toValue(document, file);
  return {
    file,
    value,
    locate: (path, on) => placeAt(offsetOf(document, path, on)),
    written: (path) => {
      const node = find(document, path).value;
      return isScalar(node) ? node.source : undefined;
    },
  };
}

/** Parts that parse but must not be followed: circles, aliases to nowhere, keys that would change prototypes. */
function unsafeParts(document: Document, placeAt: (offset: number) => Place): YamlError[] {
  const found: YamlError[] = [];
  visit(document, {
    Alias(_key, alias, ancestors) {
      const target = alias.resolve(document);
      const place = placeAt(alias.range?.[0] ?? 0);
      if (target === undefined) found.push({ code: 'yaml.alias', message: `the alias *${alias.source} names no anchor before it`, place });
      else if (ancestors.includes(target))
        found.push({ code: 'yaml.alias', message: `the alias *${alias.source} lies within its own anchor`, place });
    },
    Pair(_key, pair) {
      if (isScalar(pair.key) && pair.key.value === '__proto__')
        found.push({ code: 'yaml.key', message: 'the key `__proto__` is not allowed', place: placeAt(pair.key.range?.[0] ?? 0) });
    },
  });
  return found;
}

function toValue(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    return throwYamlErrors(
      [{ code: 'yaml.alias', message: `the aliases expand to more than ${MAX_ALIASES} copies`, place: { line: 1, column: 1 } }],
      file,
    );
  }
}

interface Found {
  readonly key: unknown;
  readonly value: unknown;
}

/** The deepest node on the path that exists. */
function find(document: Document, path: Path): Found & { readonly depth: number } {
  let here: Found = { key: undefined, value: document.contents };
  for (const [depth, part] of path.entries()) {
    const next = child(document, here.value, part);
    if (next === undefined) return { ...here, depth };
    here = next;
  }
  return { ...here, depth: path.length };
}

function child(document: Document, parent: unknown, part: string | number): Found | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isSeq(node) && typeof part === 'number') return part < node.items.length ? { key: undefined, value: node.items[part] } : undefined;
  if (!isMap(node)) return undefined;
  return node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(part));
}

function offsetOf(document: Document, path: Path, on: 'key' | 'value'): number {
  const found = find(document, path);
  const node = found.depth < path.length || on === 'key' ? (found.key ?? found.value) : (found.value ?? found.key);
  return startOf(node) ?? startOf(document.contents) ?? 0;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
