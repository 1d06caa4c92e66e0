import { TwinrunError } from '../../model/error.ts';
import { fileChunks } from '../csv/file-chunks.ts';

/** One line of a log; of a longer one than `LINE_LIMIT` the beginning. */
export interface LogLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  readonly cut: boolean;
}

/** Longest line that is matched. Letters. */
export const LINE_LIMIT = 10_000;

/** The lines of a log in batches, ended by LF or CRLF. What is no UTF-8 is replaced. Throws `log.unreadable`, `compare.cancelled`. */
export async function* logLines(file: string, signal?: AbortSignal): AsyncGenerator<readonly LogLine[]> {
  try {
    yield* linesOf(fileChunks({ file }, signal));
  } catch (cause) {
    if (!(cause instanceof TwinrunError) || cause.code !== 'csv.unreadable') throw cause;
    throw new TwinrunError({ code: 'log.unreadable', message: 'the log cannot be read', at: { file }, fix: 'Take the run folder whole.', cause });
  }
}

/** The lines of bytes that come in chunks of any size. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly LogLine[]> {
  const decoder = new TextDecoder();
  const lines = new LineSplitter();
  for await (const chunk of chunks) yield lines.push(decoder.decode(chunk, { stream: true }));
  yield lines.push(decoder.decode());
  yield lines.end();
}

class LineSplitter {
  #open = '';
  #cut = false;
  #number = 0;

  push(text: string): LogLine[] {
    const done: LogLine[] = [];
    let start = 0;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', start)) {
      this.#append(text.slice(start, at));
      done.push(this.#take());
      start = at + 1;
    }
    this.#append(text.slice(start));
    return done;
  }

  /** The rest after the last line end. */
  end(): LogLine[] {
    return this.#open === '' ? [] : [this.#take()];
  }

  #append(text: string): void {
    // One more than the limit, for the CR of a CRLF.
    const room = LINE_LIMIT + 1 - this.#open.length;
    this.#cut ||= text.length > room;
    this.#open += text.slice(0, Math.max(0, room));
  }

  #take(): LogLine {
    const text = this.#cut ? this.#open : this.#open.replace(/\r$/, '');
    const line = { number: ++this.#number, text: text.slice(0, LINE_LIMIT), cut: this.#cut || text.length > LINE_LIMIT };
    this.#open = '';
    this.#cut = false;
    return line;
  }
}
