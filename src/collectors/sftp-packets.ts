/** Types of packets, of version 3 of the protocol (draft-ietf-secsh-filexfer-02). */
export const PACKET = { init: 1, version: 2, open: 3, read: 5, status: 101, handle: 102, data: 103 } as const;

/** SSH_FX_EOF. */
const END_OF_FILE = 1;

/** What was asked, until it is answered. */
export interface Question {
  readonly resolve: (answer: Buffer) => void;
  readonly reject: (reason: Error) => void;
  /** Where bytes of a file go. */
  readonly into?: Buffer;
}

/** A packet, where it goes, and how much of it is there. */
export interface Packet {
  readonly type: number;
  readonly id: number;
  readonly into: Buffer;
  length: number;
}

/** Settles a question; throws where a packet is none that was asked for. */
export function answer({ resolve, reject }: Question, { type, into }: Packet): void {
  if (type === PACKET.data || type === PACKET.version) resolve(into);
  else if (type === PACKET.handle) resolve(into.subarray(4));
  else if (type !== PACKET.status) throw new Error(`the server answers with a packet of type ${type}`);
  else if (into.readUInt32BE(0) === END_OF_FILE) resolve(into.subarray(0, 0));
  else reject(Object.assign(new Error(into.subarray(8, 8 + into.readUInt32BE(4)).toString('utf8')), { code: into.readUInt32BE(0) }));
}

/** Four bytes, the highest first. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** With its length before it. */
export function text(bytes: Buffer): Buffer {
  return Buffer.concat([uint32(bytes.length), bytes]);
}
