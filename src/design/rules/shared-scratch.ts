import { isScratch } from '../../model/scratch-path.ts';
import { type DesignRule, firstOf } from '../rule.ts';

/** Files in /tmp by which batches of one host hand something on. */
export const sharedScratch: DesignRule = {
  id: 'shared-scratch',
  say({ entry, survey }) {
    const mine = firstOf(entry.uses.files.filter(({ path, resolved }) => resolved && isScratch(path) && !/^\/(?:dev|proc)\//.test(path)));
    return mine.flatMap(({ path, at }) => {
      const others = survey.entries
        .filter((other) => other.id !== entry.id && other.uses.files.some((file) => file.path === path))
        .map(({ id }) => id);
      if (others.length === 0) return [];
      return [
        {
          subject: path,
          at,
          change: `${others.join(', ')} use it too: tasks share no disk`,
          proposal: 'Hand it on by S3, or make both one task definition with the commands in turn.',
        },
      ];
    });
  },
};
