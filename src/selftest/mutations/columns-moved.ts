import { columnPlaces } from '../kinds/column-places.ts';
import type { Mutation } from '../mutation.ts';

/** Two columns change places, name and values: who reads by position reads the wrong ones. */
export const columnsMoved: Mutation = {
  id: 'columns-moved',
  title: 'two columns come in the other order',
  applies: (subject) => columnPlaces(subject, { head: 'moves', check: (output) => `columns: { output: ${output}, order: same }` }),
};
