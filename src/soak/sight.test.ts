import { describe, expect, it } from 'vitest';
import { message } from '../model/message.ts';
import type { Outcome } from '../model/outcome.ts';
import { mayBeLate, sightOf } from './sight.ts';

const AT = Date.parse('2026-11-02T01:30:00Z');
const MINUTE = 60_000;
const fire = { at: AT, deadline: AT + 30 * MINUTE };

function seen(outcome: Outcome, finishedAfter = 10 * MINUTE) {
  const times = { startedAt: new Date(AT).toISOString(), finishedAt: new Date(AT + finishedAfter).toISOString(), durationMs: finishedAfter };
  const head = { schema: 'twinrun.observation/1', take: 'candidate-1', side: 'candidate', runner: 'observe' } as const;
  return { ...head, ...times, outcome, log: { bytes: 0, cutBytes: 0, complete: false }, facts: {} };
}

const unknown = (id: string): Outcome => ({ kind: 'unknown', reason: message(id, 'why') });
const waited = (of: string): Outcome => ({ kind: 'unknown', reason: message('observe.deadline', 'waited: {of}', { of }) });
const kindAt = (outcome: Outcome, afterMs: number, finishedAfter?: number) => sightOf(seen(outcome, finishedAfter), fire, AT + afterMs).kind;

describe('what a look says of a fire', () => {
  it.each<[string, Outcome]>([
    ['a file', { kind: 'observed', at: new Date(AT).toISOString() }],
    ['a task that succeeded', { kind: 'exited', exitCode: 0 }],
    ['a task that failed', { kind: 'exited', exitCode: 3 }],
    ['a task whose end nobody knows', unknown('fargate.no-exit-code')],
  ])('%s is a run that is over', (_, outcome) => {
    expect(sightOf(seen(outcome), fire, AT + 11 * MINUTE)).toEqual({ kind: 'ended', late: false });
    expect(sightOf(seen(outcome, 31 * MINUTE), fire, AT + 40 * MINUTE)).toEqual({ kind: 'ended', late: true });
  });

  it.each(['observe.absent', 'observe.stale', 'observe.short', 'observe.unmarked', 'observe.moving', 'observe.running', 'observe.no-task'])(
    '%s is pending until the deadline, and did not happen after it',
    (id) => {
      expect([29, 31].map((minutes) => kindAt(unknown(id), minutes * MINUTE))).toEqual(['pending', 'not-happened']);
      expect([29, 31].map((minutes) => kindAt(waited(id), minutes * MINUTE))).toEqual(['pending', 'not-happened']);
    },
  );

  it('no task says nothing once ECS has forgotten those that stopped', () => {
    expect([31, 54, 56].map((minutes) => kindAt(unknown('observe.no-history'), minutes * MINUTE))).toEqual([
      'not-happened',
      'not-happened',
      'unclear',
    ]);
  });

  it('what was overwritten, or is of several runs, will not become clear', () => {
    expect(['observe.later', 'observe.several-tasks'].map((id) => kindAt(unknown(id), 5 * MINUTE))).toEqual(['unclear', 'unclear']);
    expect(['observe.later', 'observe.no-history', 'observe.absent'].map((id) => mayBeLate(seen(unknown(id))))).toEqual([true, true, false]);
  });

  it('what could not be looked at is never said to be missing', () => {
    const error = { code: 'ssh.unreachable', message: 'no', fix: message('fix', 'fix') } as never;
    const all: Outcome[] = [unknown('observe.failed'), waited('observe.unreachable'), { kind: 'cancelled' }, { kind: 'not-started', error }];
    expect(all.map((outcome) => kindAt(outcome, 60 * MINUTE))).toEqual(['unseen', 'unseen', 'unseen', 'unseen']);
  });
});
