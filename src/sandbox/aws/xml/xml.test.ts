import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { element, xmlDocument } from './build-xml.ts';
import { childText, parseXml } from './parse-xml.ts';

describe('XML', () => {
  it('written and read again is the same, whatever the text', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), (first, second) => {
        const root = parseXml(xmlDocument(element('Root', [element('A', first), element('B', [element('C', second)])])));
        expect(childText(root, 'A')).toBe(first);
        expect(root.children[1]?.children[0]?.text).toBe(second);
      }),
    ));

  it('is read with attributes, comments, white space and empty elements', () => {
    const root = parseXml('<?xml version="1.0"?>\n<!-- c --><R xmlns="urn:x">\n <A b=\'1\'/> <C>1 &lt; 2 &#x41;&#66;</C>\n</R>\n');
    expect([root.name, root.children.map(({ name, text }) => [name, text])]).toEqual([
      'R',
      [
        ['A', ''],
        ['C', '1 < 2 AB'],
      ],
    ]);
  });

  it.each([
    '',
    'text',
    '<a>',
    '<a></b>',
    '<a></a><b></b>',
    '<a>&other;</a>',
    '<a>&</a>',
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    '<a><![CDATA[x]]></a>',
    '<a'.repeat(50),
    '<a>'.repeat(50),
  ])('refuses %j', (text) => expect(() => parseXml(text)).toThrow(expect.objectContaining({ code: 'MalformedXML' })));
});
