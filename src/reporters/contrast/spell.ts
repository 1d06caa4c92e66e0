import { visible } from '../../runtime/text.ts';

/** A space that would not be seen. */
const OPEN_BOX = '␣';

/**
 * A changed stretch, harmless, and so that what cannot be seen is: spaces at its ends as `␣`, other white space as `\u{…}`; combining marks too where the
 * stretch looks the same on both sides (`alike`).
 */
export function spell(text: string, alike: boolean): string {
  const unseen = alike ? /[\p{M}\p{Zs}]/gu : /\p{Zs}/gu;
  return visible(text.replace(/^ +| +$/g, (spaces) => OPEN_BOX.repeat(spaces.length))).replace(unseen, (character) =>
    character === ' ' ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
