import type { Conversion } from './conversion.ts';

/** The one column of a text's lines. */
export const TEXT_COLUMN = 'text';

/** Plain text: each line is a record. */
export const textConversion: Conversion = {
  unit: 'characters',
  start: async () => ({ header: [TEXT_COLUMN], convert: ({ text }) => [text], problems: [] }),
};
