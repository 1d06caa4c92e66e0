import { stripVTControlCharacters } from 'node:util';
import { widthOf } from './fit.ts';

/** Where a live reporter writes: a terminal or anything else that takes text. `columns` and `rows` are read anew for each frame. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** A few lines at the end of a terminal that are drawn again and again in one place. */
export interface Screen {
  draw(lines: readonly string[]): void;
}

/**
 * Draws by moving up over the frame before, which may have wrapped since (the window became narrower). Each frame is one write, so that other
 * writers cannot come in between. The cursor stays visible: nothing has to be repaired when the process is killed.
 */
export function makeScreen(out: Output): Screen {
  let before: readonly string[] = [];
  return {
    draw(lines) {
      const columns = Math.max(1, out.columns ?? 80);
      const height = before.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(stripVTControlCharacters(line)) / columns)), 0);
      const up = height === 0 ? '' : `\u001b[${height}A`;
      out.write(`${up}\r${lines.map((line) => `${line}\u001b[K\n`).join('')}\u001b[J`);
      before = lines;
    },
  };
}
