import { AwsError } from '../aws-error.ts';

const LONGEST_LINE = 8192;
const CR = 13;
const LF = 10;

/** Reads lines and pieces from a stream of buffers, however it is cut. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #pending: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next line, without its CRLF. Throws IncompleteBody at the end, InvalidChunk for a line that is too long or ends in LF alone. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#pending.indexOf(LF);
      if (end > LONGEST_LINE || (end < 0 && this.#pending.length > LONGEST_LINE)) throw malformedChunk();
      if (end >= 0) {
        if (end === 0 || this.#pending[end - 1] !== CR) throw malformedChunk();
        const line = this.#pending.subarray(0, end - 1).toString('latin1');
        this.#pending = this.#pending.subarray(end + 1);
        return line;
      }
      this.#pending = Buffer.concat([this.#pending, await this.#next()]);
    }
  }

  /** Between 1 and `most` bytes. Throws IncompleteBody at the end. */
  async some(most: number): Promise<Buffer> {
    while (this.#pending.length === 0) this.#pending = await this.#next();
    const piece = this.#pending.subarray(0, most);
    this.#pending = this.#pending.subarray(piece.length);
    return piece;
  }

  /** Whether anything is left. */
  async ended(): Promise<boolean> {
    while (this.#pending.length === 0) {
      const { done, value } = await this.#source.next();
      if (done === true) return true;
      this.#pending = value;
    }
    return false;
  }

  async #next(): Promise<Buffer> {
    const { done, value } = await this.#source.next();
    if (done === true) throw new AwsError(400, 'IncompleteBody', 'The request body terminated unexpectedly');
    return value;
  }
}

/** The body does not follow aws-chunked. */
export function malformedChunk(): AwsError {
  return new AwsError(400, 'InvalidChunkSizeError', 'The aws-chunked body is malformed.');
}
