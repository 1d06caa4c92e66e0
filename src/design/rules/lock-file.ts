import { calls, type DesignRule, firstOf } from '../rule.ts';

/** A lock on a disk keeps out only who shares the disk. */
export const lockFile: DesignRule = {
  id: 'lock-file',
  say({ entry }) {
    const files = firstOf(entry.uses.files.filter(({ access, path }) => access === 'lock' || /\.(?:lock|pid)$/.test(path)));
    const [flock] = calls(entry, 'flock', 'lockfile', 'shlock');
    const found =
      files.length > 0 ? files.map(({ path, at }) => ({ subject: path, at })) : flock === undefined ? [] : [{ subject: flock.name, at: flock.at }];
    return found.map((one) => ({
      ...one,
      change: 'each task has a disk of its own: the lock keeps no other task out',
      proposal: 'Take a claim before what must not happen twice (`twinrun claim`), or a conditional write in S3 or DynamoDB.',
    }));
  },
};
