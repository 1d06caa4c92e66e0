import { describe, expect, it } from 'vitest';
import { databaseState } from '../../checks/database-state.ts';
import { checks } from '../../checks/registry.ts';
import { inconclusive } from '../check.ts';
import type { Check } from '../model/check.ts';
import { message } from '../model/message.ts';
import type { Verdict } from '../model/verdict.ts';
import { allowance } from '../testing/allowance.ts';
import { checkContext } from '../testing/evidence.ts';
import { evidencePair, FINISHED, runRecord, scenarioWith, sideEvidence } from '../testing/stored-run.ts';
import { type CalibrationRun, calibrate } from './calibration.ts';

const verdict = { checks: [] } as unknown as Verdict;

/** A run whose probe read a value, and whose sides wrote bytes of that run only. */
function run(id: string, value: string, until = '2099-01-01'): CalibrationRun {
  const probes = (['before', 'after'] as const).map((moment) => ({ probe: 'clients', moment, at: FINISHED, value }));
  const side = (name: 'legacy' | 'candidate') => sideEvidence(name, { artifact: { sha256: `${id} ${name}` } });
  const pair = evidencePair({ legacy: side('legacy'), candidate: side('candidate'), probes });
  const scenario = scenarioWith([{ kind: 'checksum', config: { output: 'backup' } }], { allowances: [{ ...allowance('checksum', 1), until }] });
  return { stored: { record: runRecord({ id }), scenario, pair: { ...pair, outputs: scenario.outputs } }, verdict, seal: id };
}

const calibrated = (...runs: CalibrationRun[]) =>
  calibrate(runs, { id: 'c', at: new Date('2026-11-25T00:00:00Z'), days: 90 }, { checks, signal: new AbortController().signal });

describe('a calibration', () => {
  it('proposes nothing where the source moved between the runs', async () => {
    const found = await calibrated(run('a', '100'), run('b', '101'));
    expect(found).toMatchObject({ status: 'inconclusive', proposals: [] });
    expect(found.doubts.join()).toContain('probe clients went from 100 to 101');
  });

  it('compares each side with itself over every pair of runs, under the allowances that there are', async () => {
    const found = await calibrated(run('a', '100'), run('b', '100'), run('c', '100'));
    expect(found).toMatchObject({ status: 'pass', noise: [], doubts: [], findings: [] });
    expect(found.runs).toEqual(['a', 'b', 'c'].map((id) => ({ run: id, seal: id })));
  });

  it('does not take a check that compared nothing for one that saw no noise', async () => {
    const nothing: Check = {
      ...(checks.checksum as Check),
      check: async () => inconclusive(message('checksum.empty', 'no data on either side: nothing was compared')),
    };
    const judging = { checks: { checksum: nothing }, signal: new AbortController().signal };
    const found = await calibrate([run('a', '100'), run('b', '100')], { id: 'c', at: new Date(0), days: 90 }, judging);
    expect(found).toMatchObject({ status: 'inconclusive', noise: [] });
    expect(found.doubts).toContain('candidate: checksum measured nothing: no data on either side: nothing was compared');
  });

  it('compares what both runs brought home from one place, as a state of a database, and no file with itself', async () => {
    const asked: string[][] = [];
    const looking: Check = {
      ...(checks.checksum as Check),
      check: async (pair) => {
        asked.push([pair.legacy, pair.candidate].map(({ artifacts }) => artifacts[0]?.source ?? ''));
        return databaseState.check(pair, { output: 'backup', limit: 10 }, checkContext());
      },
    };
    const judging = { checks: { checksum: looking }, signal: new AbortController().signal };
    const found = await calibrate([run('a', '100'), run('b', '100')], { id: 'c', at: new Date(0), days: 90 }, judging);
    expect(asked[0]).toEqual(['file://legacy/clients.csv (run a)', 'file://legacy/clients.csv (run b)']);
    expect(found.doubts.join()).not.toContain('with itself');
  });

  it('tells an allowance that is over, and counts what it covered as noise again', async () => {
    const found = await calibrated(run('a', '100', '2026-11-20'), run('b', '100', '2026-11-20'));
    expect(found).toMatchObject({ status: 'fail', findings: [{ allowance: 'accepted', problem: 'expired' }] });
    expect(found.noise).toMatchObject([{ check: 'checksum', most: 1, pairs: { compared: 2, differing: 2 }, envelope: { by: 'none' } }]);
    expect(found.proposals).toMatchObject([{ lastResort: true, bound: { count: 1 }, until: '2027-02-23' }]);
  });

  it('keeps no text of a finding or an error where columns are personal: pairs are compared unmasked', async () => {
    const check = { ...checks.checksum, id: 'checksum' } as Check;
    const loud: Check = {
      ...check,
      check: async (pair, options, x) => {
        const found = await check.check(pair, options, x);
        return { ...found, findings: [{ id: 'cell.odd', message: message('cell.odd', 'Tanaka is no number'), fix: message('f', 'mend it') }] };
      },
    };
    const broken: Check = { ...check, check: () => Promise.reject(new Error('Tanaka')) };
    const doubtsOf = async (one: Check, personal: readonly string[]) => {
      const runs = ['a', 'b'].map((id) => {
        const { stored, ...rest } = run(id, '1');
        const outputs = Object.fromEntries(Object.entries(stored.scenario.outputs).map(([name, output]) => [name, { ...output, personal }]));
        return { ...rest, stored: { ...stored, scenario: { ...stored.scenario, outputs } } };
      });
      const judging = { checks: { checksum: one }, signal: new AbortController().signal };
      return (await calibrate(runs, { id: 'c', at: new Date(0), days: 90 }, judging)).doubts.join();
    };
    for (const one of [loud, broken]) {
      expect(await doubtsOf(one, [])).toContain('Tanaka');
      expect(await doubtsOf(one, ['name'])).toMatch(/^legacy: checksum/);
      expect(await doubtsOf(one, ['name'])).not.toContain('Tanaka');
    }
  });
});
