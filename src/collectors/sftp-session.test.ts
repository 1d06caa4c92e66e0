import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PACKET, text, uint32 } from './sftp-packets.ts';
import { SftpSession } from './sftp-session.ts';

/** The far end: answers each packet that was asked by bytes, which arrive cut at the given places again and again. */
function farEnd(respond: (type: number, id: number, asked: Buffer) => Buffer, cuts: readonly number[] = [1 << 20]): Duplex {
  let turn = 0;
  return new Duplex({
    read() {},
    write(packet: Buffer, _encoding, done) {
      const answered = respond(packet[4] ?? 0, packet.readUInt32BE(5), packet);
      for (let at = 0; at < answered.length; ) {
        const size = cuts[turn++ % cuts.length] ?? 1;
        this.push(answered.subarray(at, at + size));
        at += size;
      }
      done();
    },
  });
}

const packet = (type: number, ...parts: Buffer[]) => text(Buffer.concat([Buffer.from([type]), ...parts]));
const version = packet(PACKET.version, uint32(3), text(Buffer.from('ext')), text(Buffer.from('1')));
const status = (id: number, code: number) => packet(PACKET.status, uint32(id), uint32(code), text(Buffer.from('said so')), text(Buffer.from('en')));

/** As a connection opens it: bytes go to `take` at once. */
const opens = (channel: Duplex) => async (take: (data: Buffer) => void) => channel.on('data', take);

/** A server of one file. */
function server(file: Buffer, atMost: number): (type: number, id: number, asked: Buffer) => Buffer {
  return (type, id, asked) => {
    if (type === PACKET.init) return version;
    if (type === PACKET.open) return packet(PACKET.handle, uint32(id), text(Buffer.from('h')));
    const position = Number(asked.readBigUInt64BE(14));
    const bytes = file.subarray(position, position + Math.min(asked.readUInt32BE(22), atMost));
    return bytes.length === 0 ? status(id, 1) : packet(PACKET.data, uint32(id), text(bytes));
  };
}

describe('an SFTP session', () => {
  it('reads the same however the bytes of the channel are cut', async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 64 }), cuts, async (bytes, atMost, where) => {
        const session = await SftpSession.begin(opens(farEnd(server(Buffer.from(bytes), atMost), where)));
        const handle = await session.open('f');
        // Several questions at once, of 50 bytes each.
        const into = Array.from({ length: 8 }, () => Buffer.alloc(50));
        const lengths = await Promise.all(into.map((buffer, index) => session.read(handle, buffer, index * 50)));
        for (const [index, length] of lengths.entries()) {
          const expected = bytes.subarray(index * 50, index * 50 + Math.min(50, atMost));
          expect(Buffer.from(expected).equals(into[index]?.subarray(0, length) ?? Buffer.alloc(0))).toBe(true);
        }
      }),
    );
  });

  it('gives the code of what the server refuses', async () => {
    const session = await SftpSession.begin(opens(farEnd((type, id) => (type === PACKET.init ? version : status(id, 2)))));
    await expect(session.open('f')).rejects.toMatchObject({ code: 2, message: 'said so' });
  });

  it.each([
    ['more than was asked for', (id: number) => packet(PACKET.data, uint32(id), text(Buffer.alloc(51)))],
    ['two lengths', (id: number) => packet(PACKET.data, uint32(id), uint32(3), Buffer.alloc(9))],
    ['a type that nobody asked for', (id: number) => packet(200, uint32(id))],
    ['a status without a code', (id: number) => packet(PACKET.status, uint32(id))],
    ['a packet without a length', () => Buffer.alloc(9)],
    ['an endless one', (id: number) => Buffer.concat([uint32(0xffffffff), Buffer.from([PACKET.status]), uint32(id)])],
  ])('ends, and never hangs, where the server sends %s', async (_what, bytes) => {
    const channel = farEnd((type, id) => (type === PACKET.init ? version : bytes(id)));
    const session = await SftpSession.begin(opens(channel));
    await expect(session.read(Buffer.from('h'), Buffer.alloc(50), 0)).rejects.toThrow();
    expect(channel.destroyed).toBe(true);
    await expect(session.read(Buffer.from('h'), Buffer.alloc(50), 0)).rejects.toThrow();
  });

  it('ends what is under way when the channel closes', async () => {
    const channel = farEnd((type) => (type === PACKET.init ? version : Buffer.alloc(0)));
    const session = await SftpSession.begin(opens(channel));
    const reading = session.read(Buffer.from('h'), Buffer.alloc(50), 0);
    channel.destroy();
    await expect(reading).rejects.toThrow('the connection was lost');
  });
});
