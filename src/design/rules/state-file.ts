import { isScratch } from '../../model/scratch-path.ts';
import { type DesignRule, firstOf } from '../rule.ts';

/** A file that one run leaves for the next: it is read before this run writes it. */
export const stateFile: DesignRule = {
  id: 'state-file',
  say({ entry }) {
    const own = entry.uses.files.filter(({ remote, path }) => remote === undefined && !isScratch(path));
    // In the order of the script: what is written first and read then is this run's own.
    const first = new Map([...own].reverse().map(({ path, access }) => [path, access]));
    const read = new Set([...first].filter(([, access]) => access === 'read').map(([path]) => path));
    return firstOf(own.filter(({ access, path }) => (access === 'write' || access === 'append') && read.has(path))).map(({ path, at }) => ({
      subject: path,
      at,
      change: 'it is read and written: where a run finds what the last one left, a task finds nothing, each time',
      proposal: 'Keep the state in S3 or a table, read it first, and write it last and only on success.',
    }));
  },
};
