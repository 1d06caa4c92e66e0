import { describe, expect, it } from 'vitest';
import type { TwinrunErrors } from '../model/error.ts';
import { parseYaml } from './yaml-source.ts';

const parse = (text: string | Uint8Array) => parseYaml(typeof text === 'string' ? Buffer.from(text) : text, 'x.yaml');

/** `line:column code` of each error. */
function errorsOf(text: string | Uint8Array): string[] {
  try {
    parse(text);
    return [];
  } catch (error) {
    return (error as TwinrunErrors).errors.map((one) => `${one.at?.line}:${one.at?.column} ${one.code}`);
  }
}

describe('reading YAML', () => {
  it('keeps times, dates, words and durations as text, whatever version the file claims', () => {
    const text = 'a: 06:00\nb: no\nc: 2026-12-31\nd: 1d\ne: -1d\nf: "007"\n';
    const value = { a: '06:00', b: 'no', c: '2026-12-31', d: '1d', e: '-1d', f: '007' };
    expect(parse(text).value).toEqual(value);
    expect(parse(`%YAML 1.1\n---\n${text}`).value).toEqual(value);
    expect(parse(`\ufeff${text.replaceAll('\n', '\r\n')}`).value).toEqual(value);
  });

  it('says where each part stands', () => {
    const source = parse('a:\n  b: [x, 007]\nc: &c { d: 1 }\ne: *c\n');
    expect(source.locate(['a', 'b', 1], 'value')).toEqual({ line: 2, column: 10 });
    expect(source.locate(['a', 'b'], 'key')).toEqual({ line: 2, column: 3 });
    expect(source.locate(['a', 'z', 'y'], 'value')).toEqual({ line: 1, column: 1 });
    expect(source.locate(['e', 'd'], 'key')).toEqual({ line: 3, column: 9 });
    expect(source.written(['a', 'b', 1])).toBe('007');
  });

  it.each([
    ['a duplicate key', 'a: 1\nb: 2\na: 3\n', ['3:1 yaml.duplicate-key']],
    ['a tab', 'a:\n\tb: 1\n', ['2:1 yaml.tab']],
    ['a second document', 'a: 1\n---\nb: 1\n', ['2:1 yaml.several-documents']],
    ['a tag', 'a: !!binary aGk=\nb: !mine x\n', ['1:4 yaml.tag', '2:4 yaml.tag']],
    ['a key that is a list', '? [a]\n: b\n', ['1:3 yaml.key']],
    ['a key that changes prototypes', 'a: { __proto__: { b: 1 } }\n', ['1:6 yaml.key']],
    ['an open bracket', 'a: [1, 2\nb: 3\n', ['2:1 yaml.syntax']],
    ['an alias to nowhere', 'a: *b\n', ['1:4 yaml.alias']],
    ['an alias within itself', 'a: &a [1, *a]\n', ['1:11 yaml.alias']],
    ['bytes that are no UTF-8', Uint8Array.of(0x61, 0x3a, 0x20, 0x83, 0x65), ['1:1 yaml.encoding']],
    ['a file that is too large', 'a'.repeat(600 * 1024), ['1:1 yaml.too-large']],
  ])('refuses %s', (_title, text, expected) => expect(errorsOf(text)).toEqual(expected));

  it('refuses a bomb of aliases', () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(of).join(', ')}]\n`;
    expect(errorsOf(level('a', 'x') + level('b', '*a') + level('c', '*b') + level('d', '*c'))).toEqual(['1:1 yaml.alias']);
  });

  // Levels in the thousands end the whole process inside the YAML library.
  it.each(['[', '{a: ', '- ', '? '])('refuses endless levels of %s', (opening) => {
    expect(errorsOf(opening.repeat(100_000).trimEnd())[0]).toMatch(/^1:\d+ yaml\.too-deep$/);
  });

  it('accepts the levels that people write', () => {
    expect(parse(`a: ${'['.repeat(20)}${']'.repeat(20)}`).value).toBeDefined();
  });
});
