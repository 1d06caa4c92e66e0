import { expect, it } from 'vitest';
import { TwinrunError } from '../../model/error.ts';
import { evidencePair, runRecord, scenarioWith, sideEvidence } from '../../testing/stored-run.ts';
import { judge } from '../judge.ts';
import { reportOf } from './report.ts';

it('says what was expected, what was received and how to mend it when a side did not start or an output is missing', async () => {
  const error = (code: string, fix: string) =>
    new TwinrunError({ code, message: 'another host key', expected: 'SHA256:pinned', received: 'SHA256:shown', fix }).toJSON();
  const pair = evidencePair({
    legacy: sideEvidence('legacy', {
      outcome: { kind: 'not-started', error: error('ssh.host-key-mismatch', 'Confirm the new key with its owner.') },
      missing: [{ output: 'backup', side: 'legacy', take: 'legacy-1', error: error('collect.no-take', 'Follows from the start.') }],
    }),
    candidate: sideEvidence('candidate', {
      missing: [{ output: 'backup', side: 'candidate', take: 'candidate-1', error: error('collect.missing', 'Look at the log of the take.') }],
    }),
  });
  const run = { record: runRecord(), scenario: scenarioWith([]), pair };
  const report = JSON.stringify(reportOf(run, await judge(run, { seal: 's', checks: {}, signal: new AbortController().signal })));
  expect(report).toContain(
    'the legacy side [ssh.host-key-mismatch]: Expected SHA256:pinned; received SHA256:shown. Fix: Confirm the new key with its owner.',
  );
  expect(report).toContain('backup of the candidate side [collect.missing]');
  expect(report).not.toContain('Follows from the start.');
});
