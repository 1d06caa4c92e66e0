import type { EvidencePair } from '../../model/evidence.ts';
import type { Mutation } from '../mutation.ts';
import type { Scratch } from '../scratch.ts';
import type { Subject } from '../subject.ts';

interface Rule {
  readonly id: string;
  readonly title: string;
  /** As it would stand under `checks:`, for an output. */
  readonly check: (output: string) => string;
  /** The outputs where it applies. */
  readonly outputs: (subject: Subject) => readonly string[];
  readonly change: (subject: Subject, output: string, scratch: Scratch) => Promise<EvidencePair> | EvidencePair;
}

/** A mutation of what was collected for an output: which files there are, their names and times. */
export function artifactMutation({ id, title, check, outputs, change }: Rule): Mutation {
  return {
    id,
    title,
    applies: async (subject) =>
      outputs(subject).map((output) => ({
        where: output,
        output,
        check: check(output),
        mutate: async (scratch) => change(subject, output, scratch),
      })),
  };
}
