import { cellMutation } from '../kinds/cell-mutation.ts';

/** The word NULL stands where nothing stood: NULL was written as text. */
export const nullForEmpty = cellMutation({
  id: 'null-for-empty',
  title: 'NULL stands in place of an empty cell',
  most: 3,
  change: ({ text }, write) => (text === '' ? write('NULL') : undefined),
});
