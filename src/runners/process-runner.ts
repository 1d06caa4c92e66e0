import { z } from 'zod';
import { startProcess } from '../connections/local-process.ts';
import { TwinrunError } from '../model/error.ts';
import { message } from '../model/message.ts';
import type { Runner } from '../model/runner.ts';
import { endGroup } from '../runtime/process-group.ts';
import { processStatus } from '../runtime/process-status.ts';
import { DIED, lostTake, observeTake } from './observe-take.ts';

const config = z.strictObject({
  command: z.array(z.string().min(1)).min(1).describe('Program and arguments, as words; no shell reads them'),
  folder: z.string().default('.').describe('Working folder, relative to where twinrun was started'),
  path: z.string().default('/usr/local/bin:/usr/bin:/bin').describe('PATH of the process; its environment is otherwise only what the scenario gives'),
});

type ProcessConfig = z.infer<typeof config>;

/** Runs a side as a process on this machine, in a clean environment and a process group of its own. */
export const processRunner: Runner<ProcessConfig> = {
  kind: 'process',
  config,
  plan: ({ command }) => [message('process.plan', 'run {command} on this machine', { command: command.join(' ') })],
  run: (settings, request, x) =>
    observeTake('process', request, x, async (log, limits) => {
      const batch = startProcess(settings.command, { cwd: settings.folder, environment: { PATH: settings.path, ...request.environment } });
      // At once: of a process that ends before anybody reads, Node throws away what it wrote.
      batch.child.stdout?.on('data', (data: Buffer) => log.write('stdout', data));
      batch.child.stderr?.on('data', (data: Buffer) => log.write('stderr', data));
      const { pid } = batch.child;
      if (pid !== undefined) await x.journal.write({ type: 'process.started', take: request.take, pid, start: processStatus(pid)?.start ?? '' });
      const stopped = new Promise<'stopped'>((resolve, reject) => {
        const stop = () => void batch.stop().then(() => resolve('stopped'), reject);
        if (limits.stop.aborted) stop();
        else limits.stop.addEventListener('abort', stop, { once: true });
      });
      const end = await Promise.race([batch.ended, stopped]);
      if (end === 'stopped') return { outcome: limits.why(), facts: {}, logComplete: true };
      if (end.error !== undefined) throw notStarted(settings.command, end.error);
      if (limits.stop.aborted) await stopped;
      // The leader is gone; what it left in its group must not outlive the take.
      await batch.stop();
      if (limits.stop.aborted) return { outcome: limits.why(), facts: {}, logComplete: true };
      if (end.signal !== undefined) return { outcome: { kind: 'signalled', signal: end.signal }, facts: {}, logComplete: true };
      if (end.exitCode !== undefined) return { outcome: { kind: 'exited', exitCode: end.exitCode }, facts: {}, logComplete: true };
      return {
        outcome: { kind: 'unknown', reason: message('process.no-exit', 'the process ended without exit code or signal') },
        facts: {},
        logComplete: true,
      };
    }),
  async resume(_, request, x) {
    const started = request.resumed?.notes.find(({ type }) => type === 'process.started');
    const pid = typeof started?.pid === 'number' ? started.pid : undefined;
    // Only what is certainly the same process is ended: pids are used again.
    const same = pid !== undefined && started?.start !== '' && processStatus(pid)?.start === started?.start;
    if (same) await endGroup(pid);
    const rest = same ? 'it still ran, and was ended now' : pid === undefined ? 'it may still be running' : `process ${pid} runs no more`;
    return await lostTake(
      'process',
      request,
      message('process.interrupted', '{died}; {rest}', { died: DIED, rest, living: pid === undefined ? 'unknown' : 'no' }),
      x,
    );
  },
};

function notStarted(command: readonly string[], cause: Error): TwinrunError {
  return new TwinrunError({
    code: 'process.not-started',
    message: `${command[0] ?? ''} could not be started: ${cause.message}`,
    fix: 'Check command, folder and path of the process runner, and that the file is executable.',
    cause,
  });
}
