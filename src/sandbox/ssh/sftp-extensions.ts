import type { SFTPWrapper } from 'ssh2';
import { badMessage, unsupported } from './sftp-failure.ts';

/** What OpenSSH's clients use for `rename`, so that a new delivery replaces the last one. */
const POSIX_RENAME = 'posix-rename@openssh.com';
/** SSH_FXP_VERSION, 3. */
const VERSION = Buffer.from([2, 0, 0, 0, 3]);

/** The parts of ssh2's SFTP that send. */
interface Sender {
  _protocol: { channelData(id: number, data: Buffer): void; channelClose(id: number): void };
  outgoing: { id: number; window: number };
}

/**
 * Names our extensions in the greeting. ssh2 1.17 answers INIT with a fixed packet without any (lib/protocol/SFTP.js, SERVER_VERSION_BUFFER),
 * and clients use only what was named: so this one packet is replaced on its way.
 */
export function announceExtensions(sftp: SFTPWrapper): void {
  const sender = sftp as unknown as Sender;
  const protocol = sender._protocol;
  const greeting = withLength(Buffer.concat([VERSION, text(POSIX_RENAME), text('1')]));
  sender._protocol = {
    channelClose: (id) => protocol.channelClose(id),
    channelData: (id, data) => {
      sender._protocol = protocol;
      sender.outgoing.window -= greeting.length - data.length;
      protocol.channelData(id, greeting);
    },
  };
}

/** The two paths of a posix-rename request. Throws "operation unsupported" for any other extension. */
export function parsePosixRename(name: string, data: Buffer | undefined): { readonly from: string; readonly to: string } {
  if (name !== POSIX_RENAME || data === undefined) throw unsupported();
  const from = readText(data, 0);
  return { from: from.text, to: readText(data, from.end).text };
}

function readText(data: Buffer, at: number): { readonly text: string; readonly end: number } {
  if (at + 4 > data.length) throw badMessage();
  const end = at + 4 + data.readUInt32BE(at);
  if (end > data.length) throw badMessage();
  return { text: data.toString('utf8', at + 4, end), end };
}

function text(value: string): Buffer {
  return withLength(Buffer.from(value));
}

function withLength(data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, data]);
}
