import { valueAt } from '../path.ts';
import type { Rule } from './rule-input.ts';

/** A scenario is found by its folder and recorded by its id: two names for one batch would split its history. */
export const ownName: Rule = ({ raw, folder }) => {
  const id = valueAt(raw, ['id']);
  if (typeof id !== 'string' || id === folder) return [];
  return [
    {
      code: 'scenario.id',
      path: ['id'],
      message: "the id is not the folder's name",
      expected: folder,
      received: id,
      fix: `Write \`id: ${folder}\`, or rename the folder to ${id}.`,
    },
  ];
};
