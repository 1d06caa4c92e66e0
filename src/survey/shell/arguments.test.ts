import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';
import { known } from './scope.ts';

describe('the arguments of a command', () => {
  it('takes the rest of a word for the value of a letter that has it there or not at all: a password is no bundle of letters', () => {
    const read = (text: string) => readArguments(text.split(' ').map(known), 'p= e u');
    const given = read('-u root -psecretword shop');
    expect([given.option('u')?.text, given.option('p')?.text, given.has('e'), given.rest.map(({ text }) => text)]).toEqual([
      'root',
      'secretword',
      false,
      ['shop'],
    ]);
    expect([read('-p shop').option('p'), read('-p shop').rest[0]?.text]).toEqual([undefined, 'shop']);
    expect(read('-pe x').option('p')?.text).toBe('e');
  });
});
