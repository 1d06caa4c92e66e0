import { columnPlaces } from '../kinds/column-places.ts';
import type { Mutation } from '../mutation.ts';

/** The values of two columns stand under each other's name. */
export const columnsSwapped: Mutation = {
  id: 'columns-swapped',
  title: 'two columns have each other’s values',
  applies: (subject) => columnPlaces(subject, { head: 'stays', check: (output) => `keyed-rows: { output: ${output} }` }),
};
