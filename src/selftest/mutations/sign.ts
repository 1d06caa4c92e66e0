import { cellMutation } from '../kinds/cell-mutation.ts';

/** A number has the other sign. Digits that are no amount (leading zeros) have none. */
export const sign = cellMutation({
  id: 'sign',
  title: 'a number has the other sign',
  most: 3,
  change: ({ text, isKey }, write) => {
    if (isKey || !/^-?(?:0\.\d+|0|[1-9]\d*(?:\.\d+)?)$/.test(text) || !/[1-9]/.test(text)) return undefined;
    return write(text.startsWith('-') ? text.slice(1) : `-${text}`);
  },
});
