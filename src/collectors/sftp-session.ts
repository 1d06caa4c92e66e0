import type { Duplex } from 'node:stream';
import { answer, PACKET, type Packet, type Question, text, uint32 } from './sftp-packets.ts';

const READ_ONLY = 1;
/** The number of the question about the version, which has none. */
const FIRST = 0;
/** Length, type and number of a packet. */
const HEAD = 9;
/** What a packet without a file's bytes may have. */
const SMALL = 64 * 1024;

/**
 * Reads one file through an SFTP channel. The bytes go from the channel into the caller's memory at once: a client that makes a packet of each answer first
 * spends more on memory than on reading. Errors of the server have its `code`.
 */
export class SftpSession {
  #channel: Duplex | undefined;
  readonly #questions = new Map<number, Question>();
  #number = 0;
  #lost: Error | undefined;
  readonly #head = Buffer.alloc(HEAD + 4);
  #headLength = 0;
  /** The packet that is coming. */
  #packet: Packet | undefined;

  private constructor() {}

  /** Begins a session on a channel of the subsystem `sftp`, whose bytes go to what `open` is given, and are valid during that call only. */
  static async begin(open: (take: (data: Buffer) => void) => Promise<Duplex>): Promise<SftpSession> {
    const session = new SftpSession();
    const channel = await open((data) => session.#take(data));
    session.#channel = channel;
    channel.on('error', (error: Error) => session.#end(error));
    channel.on('close', () => session.#end(new Error('the connection was lost')));
    // A server without SFTP may have closed it before anybody listened.
    if (channel.readableEnded) throw new Error('the server ended the session at once');
    const answered = new Promise<Buffer>((resolve, reject) => session.#questions.set(FIRST, { resolve, reject }));
    session.#send(PACKET.init, uint32(3));
    await answered;
    return session;
  }

  /** Opens a file for reading; gives its handle. */
  async open(path: string): Promise<Buffer> {
    return await this.#ask(PACKET.open, [text(Buffer.from(path)), uint32(READ_ONLY), uint32(0)]);
  }

  /** Fills `into` from a position of the file on; gives how many bytes came, which may be fewer, and none at its end. */
  async read(handle: Buffer, into: Buffer, position: number): Promise<number> {
    const offset = Buffer.alloc(8);
    offset.writeBigUInt64BE(BigInt(position));
    return (await this.#ask(PACKET.read, [text(handle), offset, uint32(into.length)], into)).length;
  }

  /** Ends the session, and what is open in it. */
  close(): void {
    this.#end(new Error('the session is over'));
    this.#channel?.destroy();
  }

  #ask(type: number, parts: readonly Buffer[], into?: Buffer): Promise<Buffer> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    this.#number = (this.#number + 1) >>> 0;
    const id = this.#number;
    return new Promise((resolve, reject) => {
      this.#questions.set(id, { resolve, reject, ...(into === undefined ? {} : { into }) });
      this.#send(type, uint32(id), ...parts);
    });
  }

  #send(type: number, ...parts: readonly Buffer[]): void {
    const body = Buffer.concat([Buffer.from([type]), ...parts]);
    this.#channel?.write(text(body));
  }

  #take(data: Buffer): void {
    try {
      for (let at = 0; at < data.length && this.#lost === undefined; )
        at = this.#packet === undefined ? this.#takeHead(data, at) : this.#takeBody(data, at);
    } catch (thrown) {
      this.#end(thrown as Error);
      this.#channel?.destroy();
    }
  }

  #takeHead(data: Buffer, at: number): number {
    const wanted = this.#headLength >= 5 && this.#head[4] === PACKET.data ? HEAD + 4 : HEAD;
    const copied = data.copy(this.#head, this.#headLength, at, at + wanted - this.#headLength);
    this.#headLength += copied;
    if (this.#headLength === HEAD && this.#head[4] !== PACKET.data) this.#begin(this.#head.readUInt32BE(0) - 5, undefined);
    else if (this.#headLength === HEAD + 4) this.#beginData();
    return at + copied;
  }

  #beginData(): void {
    const length = this.#head.readUInt32BE(HEAD);
    if (this.#head.readUInt32BE(0) !== length + HEAD) throw new Error('the server answers with a packet of two lengths');
    this.#begin(length, this.#questions.get(this.#head.readUInt32BE(5))?.into);
  }

  #begin(length: number, into: Buffer | undefined): void {
    const [type = 0, id] = [this.#head[4], this.#head.readUInt32BE(5)];
    this.#headLength = 0;
    if (length < 0 || length > (into?.length ?? SMALL)) throw new Error(`the server answers with a packet of ${length} bytes`);
    this.#packet = { type, id, into: into?.subarray(0, length) ?? Buffer.alloc(length), length: 0 };
    if (length === 0) this.#finish();
  }

  #takeBody(data: Buffer, at: number): number {
    const packet = this.#packet;
    if (packet === undefined) return at;
    const copied = data.copy(packet.into, packet.length, at);
    packet.length += copied;
    if (packet.length === packet.into.length) this.#finish();
    return at + copied;
  }

  #finish(): void {
    const packet = this.#packet;
    this.#packet = undefined;
    if (packet === undefined) return;
    const number = packet.type === PACKET.version ? FIRST : packet.id;
    const question = this.#questions.get(number);
    this.#questions.delete(number);
    if (question === undefined) return;
    try {
      answer(question, packet);
    } catch (thrown) {
      question.reject(thrown as Error);
      throw thrown;
    }
  }

  #end(reason: Error): void {
    this.#lost ??= reason;
    for (const { reject } of this.#questions.values()) reject(this.#lost);
    this.#questions.clear();
  }
}
