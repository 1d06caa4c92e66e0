import type { Observation } from '../../model/observation.ts';
import type { Mutation } from '../mutation.ts';

interface Rule {
  readonly id: string;
  readonly title: string;
  /** As it would stand under `checks:`. */
  readonly check: string;
  /** The take as it would have been observed, or undefined where it does not apply. */
  readonly change: (observation: Observation) => Observation | undefined;
}

/** A mutation of what was observed of the candidate's take. */
export function takeMutation({ id, title, check, change }: Rule): Mutation {
  return {
    id,
    title,
    applies: async ({ pair }) => {
      const observation = change(pair.candidate.observation);
      if (observation === undefined) return [];
      return [{ where: observation.take, check, mutate: async () => ({ ...pair, candidate: { ...pair.candidate, observation } }) }];
    },
  };
}
