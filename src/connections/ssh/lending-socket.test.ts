import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SftpSession } from '../../collectors/sftp-session.ts';
import { testContext } from '../../testing/context.ts';
import { type OpensshServer, startOpenssh } from '../../testing/openssh-server.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { connectSsh, type SshConnection } from './ssh-connection.ts';

// ssh2's compiled part is optional: npm builds it where a compiler is there and install scripts may run.
const { bindingAvailable } = createRequire(import.meta.url)('ssh2/lib/protocol/crypto.js') as { readonly bindingAvailable: boolean };
const CHUNK = 100_000;
const folder = temporaryFolder();

describeWithPrograms(['sshd', 'ssh-keygen'], 'memory that a connection uses again', (programs) => {
  const file = join(folder, 'file.bin');
  const data = randomBytes(20_000_000);
  const servers: OpensshServer[] = [];
  beforeAll(async () => {
    writeFileSync(file, data);
    servers.push(await startOpenssh(programs.sshd ?? '', join(folder, 'plain')));
    servers.push(await startOpenssh(programs.sshd ?? '', join(folder, 'rekeys'), ['RekeyLimit 1M']));
  });
  afterAll(async () => void (await Promise.all(servers.map((server) => server.stop()))));

  /** Reads the file by SFTP; gives its hash, and in how many memories its bytes came. */
  async function read(connection: SshConnection): Promise<{ hash: string; memories: number }> {
    const memories = new Set<ArrayBufferLike>();
    const session = await SftpSession.begin((take) =>
      connection.sftpChannel((bytes) => {
        memories.add(bytes.buffer);
        take(bytes);
      }),
    );
    const handle = await session.open(file);
    const home = Buffer.alloc(data.length);
    const positions = Array.from({ length: data.length / CHUNK }, (_, index) => index * CHUNK);
    await Promise.all(positions.map((position) => session.read(handle, home.subarray(position, position + CHUNK), position)));
    session.close();
    return { hash: hash(home), memories: memories.size };
  }

  it.each([
    ['', 0],
    [', while keys are agreed on anew, again and again', 1],
  ])('brings a file as it is, and leaves alone what others have not read yet%s', async (_what, which) => {
    const { address } = servers[which] as OpensshServer;
    const connection = await connectSsh('batch', address, testContext());
    try {
      // Nobody reads it before the file has come: it waits in its channel.
      const other = await connection.exec(`head -c 600000 ${file}`);
      const { hash: arrived, memories } = await read(connection);
      expect(arrived).toBe(hash(data));
      // Packets that two readings cut are put together in memory of their own. Without its compiled part, ssh2 makes memory of its own for each.
      if (bindingAvailable) expect(memories).toBeLessThan(data.length / 32_000 / 2);
      expect((await all(other)).equals(data.subarray(0, 600_000))).toBe(true);
    } finally {
      connection.close();
    }
  });

  it('keeps what belongs to a packet that a reading cut, wherever it cut it', async () => {
    const { address } = servers[0] as OpensshServer;
    // Another process may send what it likes in pieces; here each piece is a reading of its own, and every part of a packet is cut sooner or later.
    const proxy = createServer((near) => {
      const far = connect(address.port, address.address);
      near.on('data', (bytes) => far.write(bytes)).on('close', () => far.destroy());
      const pieces: Buffer[] = [];
      let size = 0;
      const send = () => {
        const all = Buffer.concat(pieces.splice(0));
        size = 23 + ((size + 6) % 61);
        if (all.length > size) pieces.push(all.subarray(size));
        if (all.length > 0) near.write(all.subarray(0, size));
        if (!near.destroyed) setTimeout(send, 0);
      };
      far.on('data', (bytes) => pieces.push(bytes)).on('error', () => near.destroy());
      near.on('error', () => far.destroy()).setNoDelay(true);
      send();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const connection = await connectSsh('batch', { ...address, port: (proxy.address() as AddressInfo).port }, testContext());
    try {
      const session = await SftpSession.begin((take) => connection.sftpChannel(take));
      const handle = await session.open(file);
      const home = Buffer.alloc(16 * 300);
      // One after the other: each answer is a small packet of its own.
      for (let at = 0; at < home.length; at += 16) await session.read(handle, home.subarray(at, at + 16), at);
      session.close();
      expect(home.equals(data.subarray(0, home.length))).toBe(true);
    } finally {
      connection.close();
      proxy.close();
    }
  });
});

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function all(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
