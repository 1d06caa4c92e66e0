import { describe, expect, it } from 'vitest';
import { FINISHED, runRecord, STARTED, scenarioWith, sideEvidence } from '../testing/stored-run.ts';
import { whyNotComparable } from './comparability.ts';
import { byOurClock } from './our-clock.ts';

const runner = { kind: 'ssh', config: { host: 'batch', command: ['x'] } };
const collector = (host: string) => ({ kind: 'sftp', config: { host, path: 'x' } });

/** An artifact written so many seconds after the take began, by a host whose clock is so far ahead; dated by our clock. */
function dated(afterStart: number, skew: number | undefined, host = 'batch') {
  const writtenAt = new Date(Date.parse(STARTED) + (afterStart + (skew ?? 0)) * 1000).toISOString();
  const side = sideEvidence('legacy', { artifact: { writtenAt } });
  const facts: Record<string, string> = skew === undefined ? {} : { 'host.clockSkew': String(skew) };
  const [artifact] = side.artifacts;
  if (artifact === undefined) throw new Error('no artifact');
  return byOurClock(artifact, { ...side.observation, facts }, runner, collector(host)).writtenAt;
}

function stale(writtenAt: string | undefined, runnerKind = 'ssh') {
  const legacy = sideEvidence('legacy', { artifact: writtenAt === undefined ? {} : { writtenAt } });
  const pair = { legacy: { ...legacy, observation: { ...legacy.observation, runner: runnerKind } }, candidate: sideEvidence('candidate') };
  return whyNotComparable({ ...pair, outputs: {}, probes: [], effects: [] }, scenarioWith([]), runRecord()).map(({ id }) => id);
}

describe('a host whose clock goes wrong', () => {
  it.each([600, -600, 86_400, 3])('by %i s: what its batch wrote is fresh, what lay there before is stale', (skew) => {
    expect(stale(dated(30, skew))).toEqual([]);
    expect(stale(dated(-300, skew))).toEqual(['comparable.stale']);
  });

  it('is not corrected within the rounding, nor where it is not known, nor for another host', () => {
    expect(dated(30, 2)).toBe(new Date(Date.parse(STARTED) + 32_000).toISOString());
    expect(dated(30, undefined)).toBe(new Date(Date.parse(STARTED) + 30_000).toISOString());
    expect(dated(30, 600, 'partner')).toBe(new Date(Date.parse(STARTED) + 630_000).toISOString());
  });
});

it.each(['ssh', 'observe'])('an output that changed after its take was over is another run’s (%s)', (kind) => {
  const later = new Date(Date.parse(FINISHED) + 3_600_000).toISOString();
  expect(stale(later, kind)).toEqual(['comparable.replaced']);
  expect(stale(FINISHED, kind)).toEqual([]);
});
