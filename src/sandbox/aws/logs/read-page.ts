import type { LogStream, PlacedEvent } from './log-stream.ts';

/** CloudWatch Logs answers up to 1 MB or 10,000 events; an event counts its message in UTF-8 and 26 bytes. */
const PAGE_BYTES = 1 << 20;
export const PAGE_EVENTS = 10_000;
const EVENT_BYTES = 26;

/** What of a stream is wanted. */
export interface PageRequest {
  readonly limit: number;
  /** Milliseconds, inclusive. */
  readonly startTime: number;
  /** Milliseconds, exclusive. */
  readonly endTime: number;
  readonly matches?: (message: string) => boolean;
}

/** A page, and where the next one begins in each direction. */
export interface LogPage {
  readonly events: readonly PlacedEvent[];
  readonly backward: number;
  readonly forward: number;
  /** Whether the forward direction is known to go on. */
  readonly more: boolean;
}

/** The first events from a place on. At the end the place stays the same, which is how a reader knows. */
export async function readForward(stream: LogStream, from: number, request: PageRequest): Promise<LogPage> {
  const events: PlacedEvent[] = [];
  let bytes = 0;
  let forward = from;
  for await (const event of stream.read(from, stream.size)) {
    if (wanted(event, request)) {
      bytes += sizeOf(event);
      if (events.length === request.limit || (bytes > PAGE_BYTES && events.length > 0)) return { events, backward: from, forward, more: true };
      events.push(event);
    }
    forward = event.to;
  }
  return { events, backward: from, forward, more: false };
}

/** The last events before a place. */
export async function readBackward(stream: LogStream, to: number, request: PageRequest): Promise<LogPage> {
  let events: PlacedEvent[] = [];
  let bytes = 0;
  let dropped = 0;
  for await (const event of stream.read(0, to)) {
    if (!wanted(event, request)) continue;
    events.push(event);
    bytes += sizeOf(event);
    while (events.length - dropped > request.limit || (bytes > PAGE_BYTES && events.length - dropped > 1)) {
      bytes -= sizeOf(events[dropped] as PlacedEvent);
      dropped += 1;
    }
    if (dropped > PAGE_EVENTS) {
      events = events.slice(dropped);
      dropped = 0;
    }
  }
  events = events.slice(dropped);
  return { events, backward: events[0]?.from ?? 0, forward: to, more: false };
}

function wanted({ timestamp, message }: PlacedEvent, request: PageRequest): boolean {
  return timestamp >= request.startTime && timestamp < request.endTime && (request.matches?.(message) ?? true);
}

function sizeOf(event: PlacedEvent): number {
  return Buffer.byteLength(event.message) + EVENT_BYTES;
}
