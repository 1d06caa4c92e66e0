import type { Schema } from '../model/schema.ts';
import type { Path } from './path.ts';
import { list, mapping } from './raw.ts';

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const made = new WeakMap<Schema, JsonSchema>();

/** The form that a schema's input has in files; anything (`{}`) where the schema cannot say. */
export function jsonSchemaOf(schema: Schema): JsonSchema {
  const form = made.get(schema) ?? makeJsonSchema(schema);
  made.set(schema, form);
  return form;
}

function makeJsonSchema(schema: Schema): JsonSchema {
  try {
    const { $schema: _, ...rest } = schema['~standard'].jsonSchema?.input({ target: 'draft-2020-12' }) ?? {};
    return rest;
  } catch {
    return {};
  }
}

/** What a JSON Schema says about one path: what the field is for, and which keys a mapping there may have. */
export interface Hint {
  readonly description?: string;
  readonly keys: readonly string[];
}

/** Looks a path up, through all branches of choices. */
export function hintAt(schema: JsonSchema, path: Path): Hint {
  let here: readonly JsonSchema[] = branches(schema);
  for (const part of path) here = here.flatMap((node) => children(node, part)).flatMap(branches);
  const description = here.map((node) => node.description).find((text) => typeof text === 'string');
  const keys = [...new Set(here.flatMap((node) => Object.keys(mapping(node.properties))))];
  return typeof description === 'string' ? { description, keys } : { keys };
}

function branches(node: JsonSchema): JsonSchema[] {
  const inner = ['anyOf', 'oneOf', 'allOf'].flatMap((word) => list(node[word]));
  return [node, ...[...inner, node.then].map(mapping).flatMap((branch) => (Object.keys(branch).length === 0 ? [] : branches(branch)))];
}

function children(node: JsonSchema, part: string | number): JsonSchema[] {
  if (typeof part === 'number') return [mapping(node.items)];
  const properties = mapping(node.properties);
  return [mapping(Object.hasOwn(properties, part) ? properties[part] : node.additionalProperties)];
}
