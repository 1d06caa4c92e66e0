import type { Scenario } from '../model/scenario.ts';
import type { SoakMode, SoakRule } from '../model/soak.ts';

/** The candidate was seen to be done before the take that keeps it: it is only looked at again. */
const TAKE_MS = 5 * 60_000;
/** Of a run that did not happen, only that it is not there is kept. */
const ABSENT_MS = 15_000;

/**
 * What is gathered of a natural run: the candidate only observed, its outputs from where it leaves them unfenced. In a shadow legacy stays as it is, behind its fences.
 * `nothing`: there is no run, so nothing is brought home that could be another day's.
 */
export function soakScenario(scenario: Scenario, rule: SoakRule, mode: SoakMode, nothing: boolean): Scenario {
  const { places, observe } = rule;
  const outputs = Object.entries(scenario.outputs).map(([name, output]) => {
    const place = places[name];
    return [name, place === undefined ? output : { ...output, sides: { ...output.sides, candidate: place } }] as const;
  });
  return {
    ...scenario,
    sides: {
      ...scenario.sides,
      candidate: { ...scenario.sides.candidate, runner: { kind: 'observe', config: observe }, timeout: nothing ? ABSENT_MS : TAKE_MS },
    },
    outputs: nothing ? {} : Object.fromEntries(outputs),
    checks: rule.checks ?? scenario.checks,
    // Alone, the real targets must be written to, and there is nothing that a source could have moved between.
    ...(mode === 'alone' ? { effects: {}, probes: {} } : {}),
  };
}
