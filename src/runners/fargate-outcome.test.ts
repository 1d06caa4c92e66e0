import type { Task } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { outcomeOfTask } from './fargate-outcome.ts';

const essential = new Set(['batch']);
const stopped = (container: object, task: Partial<Task> = {}): Task => ({
  stopCode: 'EssentialContainerExited',
  containers: [{ name: 'batch', ...container }],
  ...task,
});

describe('the outcome of a stopped task', () => {
  it('is exited 0 only with exit code 0 of every essential container and no reason', () => {
    expect(outcomeOfTask(stopped({ exitCode: 0 }), essential)).toEqual({ kind: 'exited', exitCode: 0 });
    expect(outcomeOfTask(stopped({ exitCode: 0 }), new Set(['batch', 'sidecar']))).toMatchObject({ kind: 'unknown' });
    expect(outcomeOfTask({ stopCode: 'EssentialContainerExited', containers: [] }, new Set())).toMatchObject({ kind: 'unknown' });
  });

  it('never takes a null exit code for 0', () => {
    expect(outcomeOfTask(stopped({}), essential)).toMatchObject({ kind: 'unknown', reason: { id: 'fargate.no-exit-code' } });
  });

  it('is unknown for exit 0 with OutOfMemory', () => {
    expect(outcomeOfTask(stopped({ exitCode: 0, reason: 'OutOfMemoryError: container killed' }), essential)).toMatchObject({
      kind: 'unknown',
      reason: { id: 'fargate.reason' },
    });
  });

  it('gives a failing exit code', () => {
    expect(outcomeOfTask(stopped({ exitCode: 137, reason: 'OutOfMemoryError' }), essential)).toEqual({ kind: 'exited', exitCode: 137 });
  });

  it('is not-started when the task failed to start, whatever else it holds', () => {
    const task = stopped({ exitCode: 0 }, { stopCode: 'TaskFailedToStart', stoppedReason: 'CannotPullContainerError: no such image' });
    expect(outcomeOfTask(task, essential)).toMatchObject({
      kind: 'not-started',
      error: { code: 'fargate.not-started', message: expect.stringContaining('CannotPullContainerError') },
    });
  });

  it('is unknown for any other stop code, heard of or not', () => {
    for (const stopCode of ['UserInitiated', 'SpotInterruption', 'SomethingNew'] as never[]) {
      expect(outcomeOfTask(stopped({ exitCode: 0 }, { stopCode }), essential)).toMatchObject({ kind: 'unknown' });
    }
  });
});
