import { candidateAnswer, isItem, type PreflightRule } from '../rule.ts';

const ID = 'scratch-space';

/** Somewhere to write: TMPDIR or /tmp. A task with a read-only root has none unless a volume is mounted there. */
export const scratchSpace: PreflightRule = {
  id: ID,
  check(facts) {
    const answer = candidateAnswer(ID, 'temporary files', facts);
    if (isItem(answer)) return [answer];
    const free = answer.get('tmp');
    const item = { rule: ID, subject: 'temporary files' };
    if (free !== undefined)
      return [{ ...item, state: 'OK', why: `writable${/^\d+$/.test(free) ? `, ${Math.floor(Number(free) / 1024)} MiB free` : ''}` }];
    return [
      {
        ...item,
        state: 'MISSING',
        why: 'neither TMPDIR nor /tmp may be written',
        fix: { taskDefinition: '"mountPoints": [{ "sourceVolume": "tmp", "containerPath": "/tmp" }]   with   "volumes": [{ "name": "tmp" }]' },
      },
    ];
  },
};
