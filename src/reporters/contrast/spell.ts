import { visible } from '../../runtime/text.ts';

/** A space that would not be seen. */
const OPEN_BOX = '␣';

/**
 * Both sides of a changed stretch, harmless, and so that what cannot be seen is: spaces at the ends as `␣`, other white space as `\u{…}`; combining marks
 * too where both look the same. What would still read the same is spelled out letter by letter: two texts that differ are never shown alike.
 */
export function spellPair(legacy: string, candidate: string): readonly [string, string] {
  const alike = legacy.normalize('NFC') === candidate.normalize('NFC');
  const spelled = [spell(legacy, alike), spell(candidate, alike)] as const;
  return spelled[0] === spelled[1] ? [spellOut(legacy), spellOut(candidate)] : spelled;
}

function spell(text: string, alike: boolean): string {
  const unseen = alike ? /[\p{M}\p{Zs}]/gu : /\p{Zs}/gu;
  return visible(text.replace(/^ +| +$/g, (spaces) => OPEN_BOX.repeat(spaces.length))).replace(unseen, (character) =>
    character === ' ' ? character : byCode(character),
  );
}

function spellOut(text: string): string {
  return text.replace(/[^!-~]|\\/gu, (character) => (character === '\\' ? '\\\\' : byCode(character)));
}

function byCode(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
