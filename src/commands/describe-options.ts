import type { Schema } from '../model/schema.ts';
import { type JsonSchema, jsonSchemaOf } from '../scenario/json-schema-node.ts';
import { list, mapping } from '../scenario/raw.ts';

/** One option of a kind, as its schema describes it. */
export interface OptionDescription {
  readonly name: string;
  /** What may stand there, in words: `text`, `any | same`, `list of text`. */
  readonly type: string;
  readonly required: boolean;
  readonly default?: unknown;
  readonly description?: string;
  /** The options within it, where it is a mapping or a list of mappings; under `<name>` where the names are free. */
  readonly options?: readonly OptionDescription[];
}

/** The options that a schema takes; none where it cannot say. */
export function describeOptions(schema: Schema): readonly OptionDescription[] {
  return optionsOf(jsonSchemaOf(schema));
}

function optionsOf(node: JsonSchema): OptionDescription[] {
  const required = list(node.required);
  const named = Object.entries(mapping(node.properties)).map(([name, inner]) => describe(name, mapping(inner), required.includes(name)));
  const free = mapping(node.additionalProperties);
  return Object.keys(free).length === 0 ? named : [...named, describe('<name>', free, false)];
}

function describe(name: string, node: JsonSchema, required: boolean): OptionDescription {
  const inner = [node, mapping(node.items), ...choices(node)].flatMap(optionsOf);
  return {
    name,
    type: typeOf(node),
    required,
    ...('default' in node ? { default: node.default } : {}),
    ...(typeof node.description === 'string' ? { description: node.description } : {}),
    ...(inner.length === 0 ? {} : { options: inner }),
  };
}

const TYPES: Readonly<Record<string, string>> = { string: 'text', integer: 'whole number', boolean: 'true | false', object: 'mapping' };

function typeOf(node: JsonSchema): string {
  if ('const' in node) return String(node.const);
  if (Array.isArray(node.enum)) return node.enum.map(String).join(' | ');
  const any = choices(node);
  if (any.length > 0) return [...new Set(any.map(typeOf))].join(' | ');
  if (node.type === 'array') return `list of ${typeOf(mapping(node.items))}`;
  return TYPES[String(node.type)] ?? String(node.type ?? 'any value');
}

function choices(node: JsonSchema): JsonSchema[] {
  return [...list(node.anyOf), ...list(node.oneOf)].map(mapping);
}
