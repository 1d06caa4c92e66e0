import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../runtime/hash.ts';
import { testContext } from '../testing/context.ts';
import { sideEvidence } from '../testing/stored-run.ts';
import { describeAsRoot } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { receiveFile } from './receive-file.ts';

const runFolder = temporaryFolder();
mkdirSync(join(runFolder, 'home'));
const delivery = { name: 'a.csv', prove: async () => 'sha256' as const };

async function* bytes(size: number): AsyncGenerator<Uint8Array> {
  for (let left = size; left > 0; left -= 65_536) yield Buffer.alloc(Math.min(left, 65_536), 'a');
}

describe('receiving a file', () => {
  const request = {
    output: 'o',
    side: 'legacy',
    take: 'legacy-1',
    observation: sideEvidence('legacy').observation,
    runFolder,
    folder: 'home',
  } as const;

  it('writes none over another of its name', async () => {
    const paths = [];
    for (const [name, size] of [
      ['out/a/x.csv', 1],
      ['out/b/x.csv', 2],
      ['x', 3],
      ['out/c/x.csv', 4],
    ] as const)
      paths.push((await receiveFile(bytes(size), { ...delivery, name }, request, testContext())).path);
    expect(paths).toEqual(['home/x.csv', 'home/x-2.csv', 'home/x', 'home/x-3.csv']);
    expect(paths.map((path) => statSync(join(runFolder, path)).size)).toEqual([1, 2, 3, 4]);
  });

  it('keeps nothing of what is not proven', async () => {
    const prove = () => Promise.reject(new Error('differs'));
    await expect(receiveFile(bytes(5), { name: 'refused.csv', prove }, request, testContext())).rejects.toThrow('differs');
    expect(readdirSync(join(runFolder, 'home')).filter((name) => name.startsWith('refused'))).toEqual([]);
  });

  it('takes a name of any length', async () => {
    const { path } = await receiveFile(bytes(5), { ...delivery, name: `${'長'.repeat(500)}.csv` }, request, testContext());
    expect(statSync(join(runFolder, path)).size).toBe(5);
  });
});

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

  it('says that the disk is full, and leaves no half of the file', async () => {
    await expect(receiveFile(bytes(2_000_000), delivery, request, testContext())).rejects.toMatchObject({
      code: 'collect.disk-full',
      message: expect.stringContaining('a.csv'),
    });
    expect(readdirSync(disk)).toEqual([]);
  });

  it('takes what has room, afterwards', async () => {
    const received = await receiveFile(bytes(500_000), delivery, request, testContext());
    expect(received).toEqual({ size: 500_000, sha256: sha256(Buffer.alloc(500_000, 'a')), path: 'disk/a.csv', verified: 'sha256' });
  });
});
