import { connect, type Socket } from 'node:net';
import type { Client } from 'ssh2';
import type { HostAddress } from '../../model/world.ts';

/** Bytes of one reading at most: it stays in the processor's cache. */
const MEMORY = 256 * 1024;
/** SSH_MSG_CHANNEL_DATA (RFC 4254, 5.2): its type, then the number of the channel. */
const CHANNEL_DATA = 94;

type OnPayload = (payload: Buffer) => unknown;

/** What ssh2 does with decrypted packets. It has no public name: where it is not there, memory is fresh for each reading, as without this. */
interface Inside {
  readonly _protocol?: { _onPayload?: OnPayload; readonly _decipher?: { _onPayload?: OnPayload } };
}

/**
 * A TCP connection for ssh2 that reads into the same memory again and again: fresh memory for each reading costs more than decrypting it. ssh2 decrypts in
 * place and hands on what lies there, so whoever may keep it gets a copy; only a channel that takes its bytes at once is lent the memory itself.
 */
export class LendingSocket {
  readonly socket: Socket;
  readonly #lent = new Set<number>();
  #memory = Buffer.allocUnsafeSlow(MEMORY);
  #inside: Inside['_protocol'];
  #copying: OnPayload | undefined;

  constructor({ address, port }: HostAddress) {
    const onread = { buffer: () => this.#memory, callback: (length: number, memory: Uint8Array) => this.#read(memory.subarray(0, length)) };
    // From the start: else steps of the handshake wait for delayed acknowledgements, and SFTP reads 1-3 MB/s instead of hundreds.
    this.socket = connect({ host: address, port, noDelay: true, onread });
    this.socket.setMaxListeners(0);
  }

  /** Once `client` is logged in: a handshake keeps what it was sent. */
  begin(client: Client): void {
    const inside = (client as Inside)._protocol;
    const handle = inside?._onPayload;
    if (inside?._decipher?._onPayload === undefined || handle === undefined) return;
    const copying = (payload: Buffer) => handle(this.#isLent(payload) ? payload : Buffer.from(payload));
    inside._onPayload = copying;
    inside._decipher._onPayload = copying;
    this.#inside = inside;
    this.#copying = copying;
  }

  /** The channel of this number keeps nothing beyond the call that brings it, until `end`. */
  lend(channel: number): { end(): void } {
    this.#lent.add(channel);
    return { end: () => void this.#lent.delete(channel) };
  }

  #isLent(payload: Buffer): boolean {
    return payload[0] === CHANNEL_DATA && payload.length >= 5 && this.#lent.has(payload.readUInt32BE(1));
  }

  #read(data: Uint8Array): boolean {
    const before = this.#copies();
    this.socket.emit('data', data);
    // New keys are agreed on by another handler, which may keep what it got.
    if (!before || !this.#copies() || this.#isHeld()) this.#memory = Buffer.allocUnsafeSlow(MEMORY);
    return true;
  }

  /** Of a packet that came whole but for its authentication tag, ssh2 keeps the memory itself until the rest comes. */
  #isHeld(): boolean {
    return Object.values(this.#inside?._decipher ?? {}).some((kept: unknown) => ArrayBuffer.isView(kept) && kept.buffer === this.#memory.buffer);
  }

  #copies(): boolean {
    return this.#copying !== undefined && this.#inside?._decipher?._onPayload === this.#copying;
  }
}
