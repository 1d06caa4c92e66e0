import type { GatePolicy } from '../model/gate-policy.ts';

const DAY_MS = 86_400_000;

const DEFAULTS: GatePolicy = {
  passes: 10,
  days: 7,
  monthEnd: true,
  dates: [],
  lastPass: 3 * DAY_MS,
  armed: true,
  selfTest: 0.9,
  anchor: false,
  world: {},
  validFor: 7 * DAY_MS,
};

/** What the scenario says goes before what the workspace says, and that before the defaults; field by field. */
export function policyOf(workspace: Partial<GatePolicy>, scenario: Partial<GatePolicy> = {}): GatePolicy {
  return { ...DEFAULTS, ...workspace, ...scenario };
}
