import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CollectRequest } from '../model/collector.ts';
import type { LogFacts } from '../model/observation.ts';
import { sha256 } from '../runtime/hash.ts';
import { testContext } from '../testing/context.ts';
import { sideEvidence } from '../testing/stored-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { fileCollector } from './file-collector.ts';
import { logCollector } from './log-collector.ts';
import { safeName } from './receive-file.ts';

const folder = temporaryFolder();
let runs = 0;

function request(log: LogFacts = { bytes: 0, cutBytes: 0, complete: true }): CollectRequest {
  runs += 1;
  const runFolder = join(folder, `run-${runs}`);
  for (const path of ['a', 'takes/legacy-1']) mkdirSync(join(runFolder, path), { recursive: true });
  const { observation } = sideEvidence('legacy');
  return { output: 'o', side: 'legacy', take: 'legacy-1', observation: { ...observation, log }, runFolder, folder: 'a' };
}

describe('the file collector', () => {
  it('copies a file and says when it was written', async () => {
    const path = join(folder, 'clients.csv');
    writeFileSync(path, 'id\n1\n');
    utimesSync(path, new Date('2026-11-24T00:00:00Z'), new Date('2026-11-24T00:00:00Z'));
    const [artifact] = await fileCollector.collect({ path, quiet: 1 }, request(), testContext());
    expect(artifact).toMatchObject({ size: 5, sha256: sha256('id\n1\n'), verified: 'sha256', writtenAt: '2026-11-24T00:00:00.000Z' });
  });

  it('says where a link leads, so that a file is not compared with itself', async () => {
    const [path, link] = [join(folder, 'own.csv'), join(folder, 'link.csv')];
    writeFileSync(path, 'id\n1\n');
    symlinkSync(path, link);
    const [mine] = await fileCollector.collect({ path, quiet: 1 }, request(), testContext());
    const [theirs] = await fileCollector.collect({ path: link, quiet: 1 }, request(), testContext());
    expect(theirs?.source).toBe(mine?.source);
    expect(theirs?.name).toBe('link.csv');
  });

  it('says which file is missing, and leaves nothing half-written', async () => {
    await expect(fileCollector.collect({ path: join(folder, 'absent') }, request(), testContext())).rejects.toMatchObject({
      code: 'collect.missing',
    });
  });

  it('stops when it is cancelled', async () => {
    const path = join(folder, 'big.bin');
    writeFileSync(path, Buffer.alloc(8_000_000));
    const x = testContext();
    x.abort();
    const take = request();
    await expect(fileCollector.collect({ path, quiet: 1 }, take, x)).rejects.toThrow();
    expect(() => readFileSync(join(take.runFolder, 'a/big.bin'))).toThrow();
  });
});

describe('the log collector', () => {
  it('takes the whole log', async () => {
    const take = request({ bytes: 4, cutBytes: 0, complete: true });
    writeFileSync(join(take.runFolder, 'takes/legacy-1/log.txt'), 'done');
    expect(await logCollector.collect({}, take, testContext())).toMatchObject([{ size: 4, name: 'log.txt' }]);
  });

  it.each([
    { bytes: 4, cutBytes: 9, complete: true },
    { bytes: 4, cutBytes: 0, complete: false },
  ])('refuses a log that may lack lines: %o', async (log) => {
    await expect(logCollector.collect({}, request(log), testContext())).rejects.toMatchObject({ code: 'collect.log-incomplete' });
  });
});

describe('safeName', () => {
  it('never leaves its folder', () => {
    expect(['../../etc/passwd', '..', '', '.hidden', 'a/b/c.csv', '顧客.csv'].map(safeName)).toEqual([
      'passwd',
      '_',
      '_',
      '_hidden',
      'c.csv',
      '顧客.csv',
    ]);
  });
});
