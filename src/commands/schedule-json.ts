import type { FireDifference, ScheduleParity } from '../schedule/parity.ts';
import { parityStatus } from '../schedule/parity-document.ts';

/** A parity for scripts: instants as ISO 8601 in UTC. */
export function scheduleJson({ comparison, differences, next, span, proposal, ...rest }: ScheduleParity) {
  const counts =
    comparison === undefined
      ? null
      : { legacy: comparison.legacy, candidate: comparison.candidate, together: comparison.together, doubled: comparison.doubled.map(iso) };
  return {
    ...rest,
    status: parityStatus({ comparison, differences }),
    span: { from: iso(span.from), until: iso(span.until) },
    comparison: counts,
    differences: differences.map(difference),
    next: next.map(iso),
    proposal: { ...proposal, doubled: proposal.doubled.map(iso), differences: proposal.differences.map(difference) },
  };
}

function difference({ at, ...rest }: FireDifference) {
  return { at: iso(at), ...rest };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
