import type { EngineSetting } from '../model/engine-setting.ts';
import { TwinrunError } from '../model/error.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';

/** A sandbox runs with the engine that it was started with. Throws `sandbox.other-engine` (misuse) when the workspace names another by now. */
export function requireSameEngine(running: EngineSetting | undefined, wanted: EngineSetting | undefined): void {
  if (canonicalJson(running ?? null) === canonicalJson(wanted ?? null)) return;
  throw new TwinrunError({
    code: 'sandbox.other-engine',
    class: 'misuse',
    message: 'the sandbox that is kept runs candidates in another way than twinrun.yaml says',
    expected: shown(wanted),
    received: shown(running),
    at: { field: 'sandbox.engine' },
    fix: 'Run `twinrun sandbox down`, then `twinrun sandbox up`.',
  });
}

function shown(engine: EngineSetting | undefined): string {
  return engine === undefined ? 'as processes (no sandbox.engine)' : JSON.stringify(engine);
}
