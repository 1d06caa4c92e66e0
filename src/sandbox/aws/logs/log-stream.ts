import { createReadStream } from 'node:fs';
import { appendFile } from 'node:fs/promises';

/** One line of a log. Times are milliseconds since 1970, UTC. */
export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
  readonly ingestionTime: number;
}

/** An event and where it lies in the stream's file: its first byte, and the one after it. */
export interface PlacedEvent extends LogEvent {
  readonly from: number;
  readonly to: number;
}

/** The events of one log stream in a file, one JSON line each: however much is logged, memory stays small. */
export class LogStream {
  readonly name: string;
  readonly createdAt: number;
  readonly #file: string;
  /** Bytes that are whole on disk. */
  #size = 0;
  #first: number | undefined;
  #last: LogEvent | undefined;
  #writes: Promise<void> = Promise.resolve();

  constructor(name: string, createdAt: number, file: string) {
    this.name = name;
    this.createdAt = createdAt;
    this.#file = file;
  }

  get size(): number {
    return this.#size;
  }

  /** Resolves when the events are in the file; a writer that waits for it is slowed down instead of losing lines. */
  append(events: readonly LogEvent[]): Promise<void> {
    if (events.length === 0) return this.#writes;
    const text = events.map((event) => `${JSON.stringify(event)}\n`).join('');
    this.#writes = this.#writes.then(async () => {
      await appendFile(this.#file, text, { mode: 0o600 });
      this.#size += Buffer.byteLength(text);
      this.#first ??= events[0]?.timestamp;
      this.#last = events.at(-1);
    });
    return this.#writes;
  }

  /** The events between two places of the file, in order. */
  async *read(from: number, to: number): AsyncGenerator<PlacedEvent, void, undefined> {
    if (to <= from) return;
    let rest: Buffer = Buffer.alloc(0);
    let place = from;
    const chunks: AsyncIterable<Buffer> = createReadStream(this.#file, { start: from, end: to - 1, highWaterMark: 1 << 18 });
    for await (const chunk of chunks) {
      let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10)) {
        const event = JSON.parse(data.subarray(0, end).toString('utf8')) as LogEvent;
        yield { ...event, from: place, to: place + end + 1 };
        place += end + 1;
        data = data.subarray(end + 1);
      }
      rest = data;
    }
  }

  /** As DescribeLogStreams shows it. */
  describe(groupArn: string): Readonly<Record<string, unknown>> {
    return {
      logStreamName: this.name,
      creationTime: this.createdAt,
      ...(this.#first === undefined ? {} : { firstEventTimestamp: this.#first }),
      ...(this.#last === undefined ? {} : { lastEventTimestamp: this.#last.timestamp, lastIngestionTime: this.#last.ingestionTime }),
      uploadSequenceToken: '1',
      arn: `${groupArn}:log-stream:${this.name}`,
      storedBytes: 0,
    };
  }
}
