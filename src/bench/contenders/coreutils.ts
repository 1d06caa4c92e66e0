import type { Contender } from '../contender.ts';
import type { Answer } from '../task.ts';
import { programVersion } from './of-program.ts';

/** The floor: no answer, only the time to read both files and find their newlines. */
export const wc: Contender = {
  id: 'wc',
  title: 'wc -l (the floor)',
  version: () => programVersion('wc', '--version'),
  invoke: (_task, { legacy, candidate }) => ({ program: 'wc', args: ['-l', legacy, candidate] }),
  read: () => ({}),
};

const SCRIPT = `set -eu; export LC_ALL=C; sort "$1" > legacy.sorted & sort "$2" > candidate.sorted & wait
comm -3 legacy.sorted candidate.sorted | wc -l`;

/** Lines, not records: it can say how many lines differ, and no more. */
export const sortComm: Contender = {
  id: 'sort-comm',
  title: 'sort | comm (lines only)',
  version: () => programVersion('sort', '--version'),
  invoke: (task, { legacy, candidate }) =>
    task === 'multiset' || task === 'diff' || task === 'diff-shuffled' ? { program: 'sh', args: ['-c', SCRIPT, 'sh', legacy, candidate] } : undefined,
  read: (stdout): Answer => ({ lines: Number(stdout) }),
};
