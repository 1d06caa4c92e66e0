import { TwinrunError } from '../../../../model/error.ts';
import { visible } from '../../../../runtime/text.ts';
import type { EngineAnswer, EngineClient } from './engine-client.ts';

const LINES = 10;

/** What the engine said last. */
export function lastLines({ stdout, stderr, exitCode }: EngineAnswer): string {
  const lines = visible(stderr === '' ? stdout : stderr, true).split('\n');
  return lines.slice(-LINES).join('\n') || `exit code ${exitCode ?? 'unknown'}`;
}

/** Asks something harmless: throws `sandbox.engine-missing` or `sandbox.engine-unusable` (misuse). */
export async function requireEngine(client: EngineClient): Promise<void> {
  const { program, arguments: words } = client.setting;
  const call = [program, ...words, 'ps', '--quiet'];
  const version = await client.ask(['--version']);
  if (version.exitCode === undefined) {
    throw new TwinrunError({
      code: 'sandbox.engine-missing',
      class: 'misuse',
      message: `the container engine of the sandbox is not there: ${program}`,
      expected: `${program} on the PATH, as twinrun.yaml asks for it`,
      received: version.stderr,
      at: { field: 'sandbox.engine.program' },
      fix: `Install ${program}, or remove sandbox.engine from twinrun.yaml: candidates then run as processes.`,
    });
  }
  const answer = await client.ask(['ps', '--quiet']);
  if (answer.exitCode === 0) return;
  throw new TwinrunError({
    code: 'sandbox.engine-unusable',
    class: 'misuse',
    message: `the container engine of the sandbox does not work: ${program}`,
    expected: `exit code 0 of ${call.join(' ')}`,
    received: lastLines(answer),
    at: { field: 'sandbox.engine' },
    fix: `Mend it until \`${call.join(' ')}\` works, or remove sandbox.engine from twinrun.yaml: candidates then run as processes.`,
  });
}

/** Something of the sandbox that the engine does not remove: `sandbox.engine-leftover` (fault). */
export function leftover(what: string, client: EngineClient, received: string): TwinrunError {
  return new TwinrunError({
    code: 'sandbox.engine-leftover',
    message: `the container engine does not remove ${what}`,
    received,
    fix: `Remove it by hand with ${client.setting.program}.`,
  });
}
