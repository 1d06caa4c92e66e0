import { takeMutation } from '../kinds/take-mutation.ts';

/** The candidate ended with exit code 1, and left all outputs. */
export const exitCode = takeMutation({
  id: 'exit-code',
  title: 'the exit code is 1',
  check: 'exit-code: {}',
  change: (observation) =>
    observation.outcome.kind === 'exited' && observation.outcome.exitCode === 0
      ? { ...observation, outcome: { kind: 'exited', exitCode: 1 } }
      : undefined,
});
