import type { Allowance } from '../model/allowance.ts';
import type { Noise } from './noise.ts';

/** An allowance that nobody has accepted yet. */
export type Proposal = Omit<Allowance, 'by'> & {
  /** No bound holds the noise but its number of differences: whatever else goes wrong there goes unseen. */
  readonly lastResort: boolean;
};

interface Evidence {
  readonly evidence: string;
  /** Last valid day, `YYYY-MM-DD`. */
  readonly until: string;
}

/** One allowance for each noise, bounded by what was measured. */
export function propose(noise: readonly Noise[], { evidence, until }: Evidence): readonly Proposal[] {
  const ids = new Set<string>();
  return noise.map((one) => {
    const { check, output, column, kind, envelope } = one;
    const target = { check, ...(output === undefined ? {} : { output }), kind, ...(column === undefined ? {} : { column }) };
    const id = unique(nameOf(['noise', check, output, column ?? kind]), ids);
    const lastResort = envelope.by === 'none';
    return { id, target, bound: { count: countOf(one), ...boundOf(one) }, reason: reasonOf(one), evidence, until, lastResort };
  });
}

function boundOf({ envelope }: Noise): Omit<Allowance['bound'], 'count'> {
  switch (envelope.by) {
    case 'number':
      return { absolute: envelope.absolute };
    case 'time':
      return { seconds: envelope.seconds };
    case 'form':
      return { form: envelope.form };
    default:
      return {};
  }
}

/**
 * An order that is no order may be any. Where a bound holds the values, any row may have them tomorrow: all rows of a column that mostly differs, with room for
 * more of them, or twice what was measured. Without a bound, only what was measured.
 */
function countOf({ envelope, most, rows = 0 }: Noise): number {
  if (envelope.by === 'none' || rows === 0) return most;
  if (envelope.by === 'order' || most * 2 >= rows) return Math.ceil((Math.max(most, rows) * 11) / 10);
  return most * 2;
}

function reasonOf({ sides, envelope, pairs, most }: Noise): string {
  const measured = `differs by itself on ${sides.join(' and ')}: ${pairs.differing} of ${pairs.compared} pairs of takes, at most ${most} differences`;
  return envelope.by === 'none' ? `LAST RESORT, without a bound to what differs (${envelope.why}); ${measured}` : measured;
}

/** Kebab-case, at most 60 letters. */
function nameOf(parts: readonly (string | undefined)[]): string {
  const words = parts.flatMap((part) => (part === undefined ? [] : part.toLowerCase().split(/[^a-z0-9]+/))).filter((word) => word !== '');
  return words.join('-').slice(0, 60).replace(/-$/, '');
}

function unique(name: string, taken: Set<string>): string {
  let id = name;
  for (let next = 2; taken.has(id); next += 1) id = `${name}-${next}`;
  taken.add(id);
  return id;
}
