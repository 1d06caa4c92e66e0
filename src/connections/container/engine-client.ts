import type { EngineSetting } from '../../model/engine-setting.ts';
import { type LocalProcess, startProcess } from '../local-process.ts';

/** What a call of the engine gave. */
export interface EngineAnswer {
  /** Undefined when it could not be started, or was killed. */
  readonly exitCode: number | undefined;
  /** The end of it. */
  readonly stdout: string;
  /** The end of it. */
  readonly stderr: string;
}

/** The command line of a container engine. */
export interface EngineClient {
  readonly setting: EngineSetting;
  /** Calls it and waits for its answer. `environment` is added to the engine's own. */
  ask(command: readonly string[], environment?: Readonly<Record<string, string>>): Promise<EngineAnswer>;
  /** Calls it and leaves its output to the caller. */
  start(command: readonly string[]): LocalProcess;
}

/** How much of an output is kept, in characters. */
const KEPT = 65_536;

/** `environment` is that of this process: the engine finds its store, its programs and its daemon by it. */
export function makeEngineClient(setting: EngineSetting, environment: Readonly<Record<string, string>>): EngineClient {
  const start = (command: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    startProcess([setting.program, ...setting.arguments, ...command], { cwd: '/', environment: { ...environment, ...more } });
  return {
    setting,
    start,
    ask: async (command, more) => {
      const { child, ended } = start(command, more);
      const [end, stdout, stderr] = await Promise.all([ended, tail(child.stdout), tail(child.stderr)]);
      return { exitCode: end.exitCode, stdout, stderr: stderr || (end.error?.message ?? '') };
    },
  };
}

async function tail(stream: AsyncIterable<Buffer> | null): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) text = (text + chunk.toString('utf8')).slice(-KEPT);
  return text.trim();
}
