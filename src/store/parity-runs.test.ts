import { describe, expect, it } from 'vitest';
import type { RunEntry } from '../model/ledger.ts';
import { STORE_CONTEXT } from '../testing/store-parts.ts';
import { runRecord } from '../testing/stored-run.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { makeDiskStore } from './disk-store.ts';
import { parityRuns, recordsWithPurpose } from './parity-runs.ts';

describe('the runs that are evidence of parity', () => {
  it('are told by their folders where records of an earlier version do not say what they were made for', async () => {
    const store = makeDiskStore(temporaryFolder(), STORE_CONTEXT);
    const sealed = async (id: string, tags: Readonly<Record<string, string>>) => {
      const run = await store.open('export', id, STORE_CONTEXT);
      await run.writeJson('run.json', runRecord({ id, scenario: 'export', tags }));
      return (await store.seal(run, STORE_CONTEXT)).sealHash;
    };
    const entry = (run: string, seal: string, change: Partial<RunEntry> = {}): RunEntry => {
      const at = '2026-01-02T03:04:05.000Z';
      return { type: 'run', at, scenario: 'export', run, status: 'pass', allowed: 0, world: 'real', seal, ...change };
    };
    await store.ledger.append(entry('a', await sealed('a', { ticket: 'OPS-1' })));
    await store.ledger.append(entry('b', await sealed('b', { calibration: 'c1' })));
    await store.ledger.append(entry('c', await sealed('c', { calibration: 'c1' }), { status: 'fail' }));
    await store.ledger.append(entry('gone', 'a'.repeat(64)));
    await store.ledger.append(entry('d', 'a'.repeat(64), { purpose: 'rehearsal' }));
    await store.ledger.append(entry('e', 'a'.repeat(64), { purpose: 'calibration' }));
    await store.ledger.append(entry('f', 'a'.repeat(64), { purpose: 'something of a later version' }));
    const found = parityRuns(await recordsWithPurpose(store, 'export'), { scenario: 'export', world: 'real' });
    expect(found.map(({ run }) => run)).toEqual(['a', 'c', 'd']);
  });
});
