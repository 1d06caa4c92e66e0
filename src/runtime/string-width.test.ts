import fc from 'fast-check';
import full from 'string-width';
import { expect, it } from 'vitest';
import stringWidth from './string-width.ts';

it('is what the package says, of ASCII, escapes and all else', () => {
  for (const text of ['', 'plain ~ text', '結衣', '😀', 'e\u0301', '\u001b[31mred\u001b[39m', '\u007f', 'tab\there', 'two\nlines'])
    expect(stringWidth(text)).toBe(full(text));
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => stringWidth(text) === full(text)));
  fc.assert(fc.property(fc.string(), (text) => stringWidth(text) === full(text)));
});
