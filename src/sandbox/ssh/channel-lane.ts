import type { Writable } from 'node:stream';
import type { ServerChannel } from 'ssh2';

/** What ssh2 keeps of a write that waits for the client's window. */
interface WaitingWrites {
  _chunk: unknown;
  _chunkcb: unknown;
  _chunkErr: unknown;
  _chunkcbErr: unknown;
}

/**
 * Writes stdout and stderr of a channel one after the other. ssh2 1.17 keeps one wait for both, and never clears what it has sent
 * (lib/Channel.js, `_chunk`): a wait of one after a wait of the other would send old bytes again.
 */
export class ChannelLane {
  readonly #channel: ServerChannel;
  #last: Promise<void> = Promise.resolve();
  #open = true;
  #release: () => void = () => {};

  constructor(channel: ServerChannel) {
    this.#channel = channel;
  }

  /** Resolves when the client has room for more, or when the channel is gone. */
  write(to: 'stdout' | 'stderr', data: Buffer | string): Promise<void> {
    const sink: Writable = to === 'stdout' ? this.#channel : this.#channel.stderr;
    this.#last = this.#last.then(() => this.#send(sink, data));
    return this.#last;
  }

  /** The client is gone: what waits is given up, what comes is dropped. */
  abandon(): void {
    this.#open = false;
    this.#release();
  }

  #send(sink: Writable, data: Buffer | string): Promise<void> {
    if (!this.#open) return Promise.resolve();
    return new Promise((resolve) => {
      this.#release = resolve;
      sink.write(data, () => {
        const waiting = this.#channel as unknown as WaitingWrites;
        waiting._chunk = waiting._chunkcb = waiting._chunkErr = waiting._chunkcbErr = undefined;
        resolve();
      });
    });
  }
}
