import { describe, expect, it } from 'vitest';
import type { Outcome } from '../src/model/outcome.ts';
import { checkContext, makeEvidence } from '../src/testing/evidence.ts';
import { useTempFolder } from '../src/testing/temporary-folder.ts';
import { exitCode } from './exit-code.ts';

const folder = useTempFolder();
const ok: Outcome = { kind: 'exited', exitCode: 0 };

async function run(legacy: Outcome, candidate: Outcome, expected = 0) {
  return exitCode.check(await makeEvidence({ folder: folder.fresh(), outcomes: { legacy, candidate } }), { expected }, checkContext());
}

describe('exit-code', () => {
  it('passes when both exit as expected', async () => {
    expect(await run(ok, ok)).toMatchObject({ status: 'pass', summary: { text: 'both sides exited 0' } });
    expect(await run({ kind: 'exited', exitCode: 3 }, { kind: 'exited', exitCode: 3 }, 3)).toMatchObject({ status: 'pass' });
  });

  it.each<Outcome>([
    { kind: 'exited', exitCode: 1 },
    { kind: 'signalled', signal: 'SIGKILL' },
    { kind: 'timed-out', afterMs: 1000 },
    { kind: 'not-started', error: { code: 'x', message: 'no capacity', fix: { id: 'x', text: 'wait', values: {} } } },
  ])('fails for $kind on either side', async (outcome) => {
    expect(await run(ok, outcome)).toMatchObject({ status: 'fail', total: 1 });
    expect(await run(outcome, ok)).toMatchObject({ status: 'fail', total: 1 });
    expect(await run(outcome, outcome)).toMatchObject({ status: 'fail', total: 2 });
  });

  it.each<Outcome>([
    { kind: 'unknown', reason: { id: 'u', text: 'no exit code', values: {} } },
    { kind: 'cancelled' },
    { kind: 'observed', at: '2026-11-24' },
  ])('knows nothing for $kind, which is no pass; a failure of the other side still counts', async (outcome) => {
    expect(await run(ok, outcome)).toMatchObject({ status: 'inconclusive' });
    expect(await run({ kind: 'exited', exitCode: 1 }, outcome)).toMatchObject({ status: 'fail' });
  });
});
