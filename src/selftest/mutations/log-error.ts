import { readFile } from 'node:fs/promises';
import type { Mutation } from '../mutation.ts';

const LINE = 'ERROR: could not extend file "base/16384/2619": No space left on device\n';

/** The candidate's log ends with an error, and the exit code is 0 all the same. */
export const logError: Mutation = {
  id: 'log-error',
  title: 'the log has an error',
  applies: async ({ pair }) => {
    const { log, observation } = pair.candidate;
    if (log === undefined) return [];
    return [
      {
        where: `log of ${observation.take}`,
        check: 'log-pattern: { mustNot: ["ERROR"] }',
        mutate: async (scratch) => {
          const before = await readFile(log.file);
          const ended = before.length === 0 || before.at(-1) === 10 ? before : Buffer.concat([before, Buffer.from('\n')]);
          const file = await scratch.write(Buffer.concat([ended, Buffer.from(LINE)]));
          return { ...pair, candidate: { ...pair.candidate, log: { file } } };
        },
      },
    ];
  },
};
