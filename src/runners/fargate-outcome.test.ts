import type { Task } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { containerNotes, outcomeOfTask } from './fargate-outcome.ts';

const stopped = (container: object, task: Partial<Task> = {}): Task => ({
  stopCode: 'EssentialContainerExited',
  containers: [{ name: 'batch', ...container }],
  ...task,
});

describe('the outcome of a stopped task', () => {
  it('is exited 0 only with exit code 0 of the batch and no reason', () => {
    expect(outcomeOfTask(stopped({ exitCode: 0 }), 'batch')).toEqual({ kind: 'exited', exitCode: 0 });
    expect(outcomeOfTask(stopped({ exitCode: 0 }), 'other')).toMatchObject({ kind: 'unknown', reason: { id: 'fargate.container-missing' } });
    expect(outcomeOfTask({ stopCode: 'EssentialContainerExited', containers: [] }, 'batch')).toMatchObject({ kind: 'unknown' });
    expect(outcomeOfTask({}, 'batch')).toMatchObject({ kind: 'unknown' });
  });

  it('never takes a missing or null exit code for 0', () => {
    for (const container of [{}, { exitCode: null }]) {
      expect(outcomeOfTask(stopped(container), 'batch')).toMatchObject({ kind: 'unknown', reason: { id: 'fargate.no-exit-code' } });
    }
  });

  it('is unknown for exit 0 with OutOfMemory', () => {
    const task = stopped({ exitCode: 0, reason: 'OutOfMemoryError: container killed' });
    expect(outcomeOfTask(task, 'batch')).toMatchObject({ kind: 'unknown', reason: { id: 'fargate.reason' } });
  });

  it('gives a failing exit code, and says that memory was lacking', () => {
    const task = stopped({ exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' });
    expect(outcomeOfTask(task, 'batch')).toEqual({ kind: 'exited', exitCode: 137 });
    expect(containerNotes(task, 'batch', new Set(['batch']))).toMatchObject([{ id: 'fargate.out-of-memory' }]);
  });

  it('is that of the batch; a companion is only noted, and only an essential one that ended badly', () => {
    const task: Task = {
      stopCode: 'EssentialContainerExited',
      containers: [
        { name: 'proxy', exitCode: 1 },
        { name: 'batch', exitCode: 0 },
        { name: 'agent', exitCode: 2 },
        { name: 'metrics' },
        { name: 'quiet', exitCode: 0 },
      ],
    };
    expect(outcomeOfTask(task, 'batch')).toEqual({ kind: 'exited', exitCode: 0 });
    expect(
      containerNotes(task, 'batch', new Set(['batch', 'proxy', 'metrics', 'quiet'])).map(({ values }) => [values.name, values.exitCode]),
    ).toEqual([
      ['proxy', '1'],
      ['metrics', 'none'],
    ]);
  });

  it('is not-started when the task failed to start, whatever else it holds', () => {
    const task = stopped({ exitCode: 0 }, { stopCode: 'TaskFailedToStart', stoppedReason: 'CannotPullContainerError: no such image' });
    expect(outcomeOfTask(task, 'batch')).toMatchObject({
      kind: 'not-started',
      error: { code: 'fargate.not-started', message: expect.stringContaining('CannotPullContainerError') },
    });
  });

  it('is unknown for any other stop code, heard of or not: the platform ended the task, not the batch', () => {
    for (const stopCode of ['UserInitiated', 'SpotInterruption', 'SomethingNew'] as never[]) {
      for (const exitCode of [0, 143]) {
        const outcome = outcomeOfTask(stopped({ exitCode }, { stopCode }), 'batch');
        expect(outcome).toMatchObject({ kind: 'unknown', reason: { text: expect.stringContaining(String(exitCode)) } });
      }
    }
  });
});
