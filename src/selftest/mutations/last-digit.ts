import { cellMutation } from '../kinds/cell-mutation.ts';

/** The last digit of a number is one more: rounding, a float. */
export const lastDigit = cellMutation({
  id: 'last-digit',
  title: 'the last digit of a number differs by one',
  most: 3,
  change: ({ text, isKey }, write) => {
    if (isKey || !/^-?\d+(?:\.\d+)?$/.test(text)) return undefined;
    const last = Number(text.at(-1));
    return write(`${text.slice(0, -1)}${last === 9 ? 8 : last + 1}`);
  },
});
