import { cellMutation } from '../kinds/cell-mutation.ts';

/** U+200B, as the bytes of UTF-8. */
const ZERO_WIDTH = Buffer.from('\u200b', 'utf8').toString('latin1');

/** A space of no width at the end of a text; a blank where the charset has none. */
export const invisibleCharacter = cellMutation({
  id: 'invisible-character',
  title: 'a text ends with a character that is not seen',
  most: 3,
  change: ({ text, records }, write) => (text === '' ? undefined : write(`${text}${records.layout.utf8 ? ZERO_WIDTH : ' '}`)),
});
