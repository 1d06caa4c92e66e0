import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fakeRegistries } from '../testing/fake-registries.ts';
import { editorSchemas } from './json-schema.ts';
import { hintAt, type JsonSchema } from './json-schema-node.ts';
import type { Path } from './path.ts';
import { list, mapping } from './raw.ts';

const texts = editorSchemas(fakeRegistries);
const scenario = JSON.parse(texts['scenario.schema.json']) as JsonSchema;
const retired = JSON.parse(texts['retired.schema.json']) as JsonSchema;
const workspace = JSON.parse(texts['workspace.schema.json']) as JsonSchema;

function fixture(name: string): unknown {
  return parse(readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8'));
}

/** The names of all fields that a schema fixes, the kinds' own settings left out. */
function fieldsOf(node: JsonSchema, kinds: readonly string[]): string[] {
  if (Object.keys(node).length === 0) return [];
  const inner = ['anyOf', 'oneOf'].flatMap((word) => list(node[word])).concat([node.items, node.additionalProperties]);
  const own = Object.entries(mapping(node.properties)).filter(([key]) => !kinds.includes(key));
  return [...own.flatMap(([key, child]) => [key, ...fieldsOf(mapping(child), kinds)]), ...inner.flatMap((child) => fieldsOf(mapping(child), kinds))];
}

const kinds = Object.values(fakeRegistries).flatMap((registry) => Object.keys(registry));

describe('the schemas for editors', () => {
  it('know every field of a real file, and say what it is for', () => {
    const check = (schema: JsonSchema, value: unknown, path: Path) => {
      if (Array.isArray(value)) for (const [index, item] of value.entries()) check(schema, item, [...path, index]);
      else
        for (const [key, item] of Object.entries(mapping(value))) {
          const { keys } = hintAt(schema, path);
          if (keys.length > 0) expect(keys, [...path, key].join('.')).toContain(key);
          check(schema, item, [...path, key]);
        }
    };
    check(scenario, fixture('scenario.yaml'), []);
    check(workspace, fixture('twinrun.yaml'), []);
    for (const path of [
      ['sides', 'legacy', 'timeout'],
      ['impact', 'onCall'],
      ['rollback', 'decideBy'],
      ['checks', 0, 'row-count', 'output'],
    ])
      expect(hintAt(scenario, path).description, path.join('.')).toMatch(/[a-z]{3}/);
  });

  it('describe what is written in files, not what becomes of it', () => {
    expect(mapping(mapping(hintNode(scenario, ['sides', 'legacy'])).properties).timeout).toMatchObject({ type: 'string' });
    expect(scenario.required).not.toContain('allowances');
    expect(scenario.required).toContain('effects');
    expect(scenario.additionalProperties).toBe(false);
  });

  it('offer the kinds by name with their settings', () => {
    expect(hintAt(scenario, ['sides', 'candidate', 'runner']).keys).toEqual(['ssh', 'fargate', 'process']);
    expect(hintAt(scenario, ['sides', 'candidate', 'runner', 'fargate']).keys).toEqual(['cluster', 'taskDefinition']);
    expect(hintAt(scenario, ['effects', 'x', 'target']).keys).toEqual(['host', 'path', 'bucket', 'prefix']);
  });
});

function hintNode(schema: JsonSchema, path: readonly string[]): unknown {
  return path.reduce<unknown>((node, part) => mapping(mapping(node).properties)[part], schema);
}

describe('docs/scenario.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/scenario.md'), 'utf8');

  it.each([...new Set([...fieldsOf(scenario, kinds), ...fieldsOf(retired, []), ...fieldsOf(workspace, [])])])('names %s', (field) => {
    expect(page).toMatch(new RegExp(`\\b${field}\\b`));
  });
});
