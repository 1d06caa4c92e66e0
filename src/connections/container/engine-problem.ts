import { TwinrunError } from '../../model/error.ts';
import { visible } from '../../runtime/text.ts';
import type { EngineAnswer, EngineClient } from './engine-client.ts';

const LINES = 10;

/** Who needs the engine, for the errors when there is none. */
export interface EngineUse {
  /** Begins the codes of the errors. */
  readonly area: 'sandbox' | 'container';
  /** Where the engine is named. */
  readonly field: string;
  /** What else helps than to mend the engine. */
  readonly otherwise: string;
}

/** What the engine said last. */
export function lastLines({ stdout, stderr, exitCode }: EngineAnswer): string {
  const lines = visible(stderr === '' ? stdout : stderr, true).split('\n');
  return lines.slice(-LINES).join('\n') || `exit code ${exitCode ?? 'unknown'}`;
}

/** Asks something harmless: throws `<area>.engine-missing` or `<area>.engine-unusable` (misuse). */
export async function requireEngine(client: EngineClient, use: EngineUse): Promise<void> {
  const { program, arguments: words } = client.setting;
  const call = [program, ...words, 'ps', '--quiet'];
  const version = await client.ask(['--version']);
  if (version.exitCode === undefined) {
    throw new TwinrunError({
      code: `${use.area}.engine-missing`,
      class: 'misuse',
      message: `the container engine is not there: ${program}`,
      expected: `${program} on the PATH, as ${use.field} asks for it`,
      received: version.stderr,
      at: { field: use.field },
      fix: `Install ${program}, or ${use.otherwise}`,
    });
  }
  const answer = await client.ask(['ps', '--quiet']);
  if (answer.exitCode === 0) return;
  throw new TwinrunError({
    code: `${use.area}.engine-unusable`,
    class: 'misuse',
    message: `the container engine does not work: ${program}`,
    expected: `exit code 0 of ${call.join(' ')}`,
    received: lastLines(answer),
    at: { field: use.field },
    fix: `Mend it until \`${call.join(' ')}\` works, or ${use.otherwise}`,
  });
}

/** Something that the engine does not remove: `container.leftover` (fault). */
export function leftover(what: string, client: EngineClient, received: string): TwinrunError {
  return new TwinrunError({
    code: 'container.leftover',
    message: `the container engine does not remove ${what}`,
    received,
    fix: `Remove it by hand with ${client.setting.program}.`,
  });
}
