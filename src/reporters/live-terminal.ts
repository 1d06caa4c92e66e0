import type { RunEvent } from '../model/event.ts';
import { visible } from '../runtime/text.ts';
import { foldEvent } from './fold-events.ts';
import { liveFrame } from './live-frame.ts';
import { plainLine } from './plain-line.ts';
import type { RunState } from './run-state.ts';
import { makeScreen, type Output } from './screen.ts';
import type { Style } from './style.ts';
import type { Ticker } from './ticker.ts';

const FRAME_MS = 100;

/** Shows runs while they happen. */
export interface LiveReporter {
  /** Takes an event of any run; several runs may be under way at once. */
  readonly onEvent: (event: RunEvent) => void;
  /** Says one line to people, above the list. */
  note(text: string): void;
  /** The state of each run so far, in the order of their starts. */
  states(): readonly RunState[];
  /** Draws the last frame and stops. Call it always, also after an error. */
  close(): void;
}

/**
 * On a terminal: the plan as a list that is drawn again ten times a second, with times, progress and each side's last line. Elsewhere: one line for
 * each finished step and judged check, without cursor codes. Everything shown is folded from the events; what a batch prints is made visible.
 */
export function makeLiveReporter(out: Output, style: Style, ticker: Ticker): LiveReporter {
  return out.isTTY === true ? drawn(out, style, ticker) : printed(out, style);
}

function drawn(out: Output, style: Style, ticker: Ticker): LiveReporter {
  const runs = new Map<string, RunState>();
  const screen = makeScreen(out);
  const draw = (rows: number) => {
    // The last column stays free: some terminals wrap as soon as it is written.
    const narrow = { ...style, width: Math.max(20, (out.columns ?? style.width) - 1) };
    const each = Math.max(1, Math.floor(rows / Math.max(1, runs.size)));
    const now = ticker.now();
    screen.draw([...runs.values()].flatMap((state) => liveFrame(state, now, narrow, each)).slice(0, rows));
  };
  const stop = ticker.every(FRAME_MS, () => {
    if (runs.size > 0) draw(Math.max(1, (out.rows ?? 24) - 1));
  });
  let closed = false;
  return {
    onEvent: (event) => void runs.set(event.run, foldEvent(runs.get(event.run), event)),
    note(text) {
      screen.draw([]);
      out.write(`${visible(text)}\n`);
    },
    states: () => [...runs.values()],
    close() {
      if (closed) return;
      closed = true;
      stop();
      if (runs.size > 0) draw(Number.POSITIVE_INFINITY);
    },
  };
}

function printed(out: Output, style: Style): LiveReporter {
  const runs = new Map<string, RunState>();
  return {
    onEvent(event) {
      const state = foldEvent(runs.get(event.run), event);
      runs.set(event.run, state);
      const line = plainLine(state, event, style);
      if (line !== undefined) out.write(`${line}\n`);
    },
    note: (text) => void out.write(`${visible(text)}\n`),
    states: () => [...runs.values()],
    close() {},
  };
}
