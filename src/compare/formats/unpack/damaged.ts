import { SourceProblem } from '../source-problem.ts';

/** An archive that cannot be unpacked whole. `why` is what the library or the check sum said. */
export function damaged(kind: string, why: string, cause?: unknown): SourceProblem {
  const problem = new SourceProblem({
    id: 'archive.damaged',
    text: 'the {kind} archive is damaged or cut off ({why}); what follows was not read',
    values: { kind, why },
    fix: 'Was it collected while it was still being written, or transferred as text? Have the side write it anew.',
  });
  problem.cause = cause;
  return problem;
}
