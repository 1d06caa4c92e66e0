import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sha256 } from '../runtime/hash.ts';
import { testContext } from '../testing/context.ts';
import { sideEvidence } from '../testing/stored-run.ts';
import { describeAsRoot } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { receiveFile } from './receive-file.ts';

const runFolder = temporaryFolder();

describeAsRoot(['mount', 'umount'], 'receiving a file on a disk of 1 MiB', ({ mount = '', umount = '' }) => {
  const disk = join(runFolder, 'disk');
  const request = {
    output: 'o',
    side: 'legacy',
    take: 'legacy-1',
    observation: sideEvidence('legacy').observation,
    runFolder,
    folder: 'disk',
  } as const;

  beforeAll(() => {
    mkdirSync(disk);
    execFileSync(mount, ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
  });
  afterAll(() => void execFileSync(umount, [disk]));

  async function* bytes(size: number): AsyncGenerator<Uint8Array> {
    for (let left = size; left > 0; left -= 65_536) yield Buffer.alloc(Math.min(left, 65_536), 'a');
  }

  it('says that the disk is full, and leaves no half of the file', async () => {
    await expect(receiveFile(bytes(2_000_000), 'a.csv', request, testContext())).rejects.toMatchObject({
      code: 'collect.disk-full',
      message: expect.stringContaining('a.csv'),
    });
    expect(readdirSync(disk)).toEqual([]);
  });

  it('takes what has room, afterwards', async () => {
    const received = await receiveFile(bytes(500_000), 'a.csv', request, testContext());
    expect(received).toEqual({ size: 500_000, sha256: sha256(Buffer.alloc(500_000, 'a')), path: 'disk/a.csv' });
  });
});
