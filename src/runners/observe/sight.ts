import { type Message, message } from '../../model/message.ts';

/** Granularity of file times, doubled. */
export const GRAIN_MS = 2_000;
/** Times of files can be set by who writes them: it must also be seen to stand still. */
const SEEN_STILL_MS = 5_000;

/** Something as it lies there. `writtenAt` in milliseconds since 1970, by our clock as far as the other one is known. */
export interface Found {
  readonly size: number;
  readonly writtenAt: number;
}

/** What one look gave. */
export interface Look {
  readonly found: Found | undefined;
  /** Where a marker is asked for. */
  readonly marker?: Found | undefined;
  /** Where it is asked for. */
  readonly lastLine?: string | undefined;
  /** Whether the times of the place can be held against ours. */
  readonly clockKnown: boolean;
}

/** What the natural run must have left, and when. Milliseconds; moments since 1970. */
export interface Terms {
  readonly source: string;
  readonly from: number;
  readonly to: number;
  readonly minSize: number;
  readonly quiet: number;
  readonly marker?: string | undefined;
  readonly lastLine?: string | undefined;
}

export type Sight =
  /** `at`: when the natural run was done. */
  | { readonly kind: 'done'; readonly at: number }
  /** Waiting may help. */
  | { readonly kind: 'not-yet'; readonly why: Message }
  /** It will not come any more. */
  | { readonly kind: 'never'; readonly why: Message };

/** Judges one look. `stillMs`: for how long the looks before it saw the very same. Pure. */
export function judgeSight(look: Look, terms: Terms, now: number, stillMs: number): Sight {
  const { found, marker } = look;
  const { source, from, to } = terms;
  const over = now > to + terms.quiet + GRAIN_MS;
  const missing = (why: Message): Sight => ({ kind: over ? 'never' : 'not-yet', why });
  if (found === undefined) return missing(message('observe.absent', '{source} is not there', { source }));
  const values = { source, writtenAt: iso(found.writtenAt), from: iso(from), to: iso(to) };
  if (found.writtenAt < from - GRAIN_MS)
    return missing(message('observe.stale', '{source} is of {writtenAt}, from before the run that was due at {from}: it is an older one', values));
  if (found.writtenAt > to + GRAIN_MS)
    return {
      kind: 'never',
      why: message('observe.later', '{source} is of {writtenAt}, later than {to}: the next run, or somebody else, has written it', values),
    };
  const whole = unfinished(look, terms);
  if (whole !== undefined) return missing(whole);
  const settledMs = look.clockKnown ? now - found.writtenAt : 0;
  if (Math.max(settledMs, stillMs) < terms.quiet || stillMs < Math.min(terms.quiet, SEEN_STILL_MS))
    return {
      kind: 'not-yet',
      why: message('observe.moving', '{source} has not stood still for {seconds} s yet', { source, seconds: terms.quiet / 1000 }),
    };
  return { kind: 'done', at: Math.max(from, found.writtenAt, marker?.writtenAt ?? 0) };
}

/** Why what lies there cannot be whole, apart from its moving. */
function unfinished({ found, marker, lastLine }: Look, terms: Terms): Message | undefined {
  const { source } = terms;
  if (found === undefined || found.size < terms.minSize)
    return message('observe.short', '{source} has {size} bytes, fewer than {minSize}', { source, size: found?.size ?? 0, minSize: terms.minSize });
  if (terms.marker !== undefined) {
    const name = terms.marker;
    if (marker === undefined) return message('observe.unmarked', '{source} is there, its marker {name} is not', { source, name });
    if (marker.writtenAt < terms.from - GRAIN_MS || marker.writtenAt > terms.to + GRAIN_MS)
      return message('observe.marker-stale', 'the marker {name} is of {at}, not of this run', { name, at: iso(marker.writtenAt) });
    if (found.writtenAt > marker.writtenAt + GRAIN_MS)
      return message('observe.marker-older', '{source} was written after its marker {name}: it is being written again', { source, name });
  }
  if (terms.lastLine !== undefined && lastLine?.includes(terms.lastLine) !== true)
    return message('observe.last-line', 'the last line of {source} does not say {wanted}', { source, wanted: terms.lastLine });
  return undefined;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
