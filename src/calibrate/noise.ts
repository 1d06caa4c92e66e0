import { canonicalDecimal, type Decimal, distanceOf, isWithin, parseDecimal } from '../compare/cells/decimal.ts';
import { formOf } from '../compare/cells/id-form.ts';
import { secondsSince1970 } from '../compare/equivalence/date-time.ts';
import type { Difference } from '../model/difference.ts';
import type { Side } from '../model/side.ts';

/** What differs by itself in one check, output and column, over all pairs of takes. */
export interface Noise {
  readonly check: string;
  readonly output?: string;
  readonly column?: string;
  readonly kind: Difference['kind'];
  /** The sides that differ from themselves. */
  readonly sides: readonly Side[];
  /** Pairs of takes that were compared, and those that differ. */
  readonly pairs: { readonly compared: number; readonly differing: number };
  /** The most differences of one pair. */
  readonly most: number;
  /** Rows of the larger side where the check counts them. */
  readonly rows?: number;
  readonly envelope: Envelope;
}

/** How far the noise goes. `none`: no bound can be put to it. */
export type Envelope =
  | { readonly by: 'number'; readonly absolute: string }
  | { readonly by: 'time'; readonly seconds: string }
  | { readonly by: 'form'; readonly form: string }
  | { readonly by: 'order' }
  | { readonly by: 'none'; readonly why: string };

/** The smallest envelope that holds all of these differences. `complete`: none is missing. */
export function envelopeOf(check: string, kind: Difference['kind'], differences: readonly Difference[], complete: boolean): Envelope {
  if (check === 'ordering') return { by: 'order' };
  if (kind !== 'changed') return { by: 'none', why: REASONS[kind] };
  if (!complete) return { by: 'none', why: 'there are more differences than are listed, so that not all could be measured' };
  const texts = differences.map(({ legacy, candidate }) => [textOf(legacy), textOf(candidate)] as const);
  const absolute = farthest(texts, (text) => parseDecimal(text));
  if (absolute !== undefined) return { by: 'number', absolute };
  const seconds = farthest(texts, (text) => parseDecimal(secondsSince1970(text) ?? ''));
  if (seconds !== undefined) return { by: 'time', seconds };
  const form = formOf(texts.flat());
  return form === undefined ? { by: 'none', why: 'its cells are neither numbers, nor times, nor ids of one form' } : { by: 'form', form };
}

const REASONS = {
  added: 'rows come and go: compare without what makes their key',
  removed: 'rows come and go: compare without what makes their key',
  changed: '',
  column: 'columns come and go',
  representation: 'the bytes differ',
  value: 'this figure has no bound but its number of differences',
} as const satisfies Record<Difference['kind'], string>;

/** The largest distance, as decimal text; undefined where some text is none of these. */
function farthest(texts: readonly (readonly [string, string])[], read: (text: string) => Decimal | undefined): string | undefined {
  let most: Decimal = { digits: 0n, scale: 0 };
  for (const [legacy, candidate] of texts) {
    const [mine, theirs] = [read(legacy), read(candidate)];
    if (mine === undefined || theirs === undefined) return undefined;
    const distance = distanceOf(mine, theirs);
    if (!isWithin(distance, { digits: 0n, scale: 0 }, most)) most = distance;
  }
  return canonicalDecimal(most);
}

function textOf(cell: Difference['legacy']): string {
  return cell !== undefined && 'text' in cell ? cell.text : '';
}
