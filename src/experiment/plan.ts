import type { PlannedStep } from '../model/event.ts';
import { message } from '../model/message.ts';
import type { Registries } from '../model/registries.ts';
import type { Scenario } from '../model/scenario.ts';
import { SIDES, type Side } from '../model/side.ts';
import { expand } from '../scenario/variables.ts';

/** What a rehearsal will do, in order; printed before anything is done. Does nothing itself. */
export function planRehearsal(
  scenario: Scenario,
  registries: Registries,
  businessDate: string,
  sides: readonly Side[] = SIDES,
): readonly PlannedStep[] {
  const looks = Object.keys(scenario.effects).length > 0 || Object.keys(scenario.probes).length > 0;
  const look = (moment: 'before' | 'after'): PlannedStep[] =>
    looks
      ? [
          {
            step: `look.${moment}`,
            title: message(`plan.look-${moment}`, `look at the source and the real targets, ${moment} the takes`),
            details: lookDetails(scenario),
          },
        ]
      : [];
  return [
    ...look('before'),
    ...sides.map((side) => takeStep(scenario, side, registries)),
    ...look('after'),
    ...Object.keys(scenario.outputs).flatMap((output) => sides.map((side) => collectStep(scenario, output, side, registries, businessDate))),
    { step: 'seal', title: message('plan.seal', 'seal the evidence'), details: [] },
    {
      step: 'judge',
      title: message('plan.judge', 'judge by {count} checks', { count: scenario.checks.length }),
      details: scenario.checks.map(({ kind, config }) => message('plan.check', '{check}{output}', { check: kind, output: outputOf(config) })),
    },
  ];
}

function lookDetails(scenario: Scenario): PlannedStep['details'] {
  return [
    ...Object.keys(scenario.probes).map((name) => message('plan.probe', 'probe {name}', { name })),
    ...Object.entries(scenario.effects).map(([name, effect]) =>
      effect.target === undefined
        ? message('plan.unseen', 'effect {name} ({kind}): its target cannot be looked at', { name, kind: effect.kind })
        : message('plan.target', 'effect {name} ({kind}): must stay untouched', { name, kind: effect.kind }),
    ),
  ];
}

function takeStep(scenario: Scenario, side: Side, registries: Registries): PlannedStep {
  const { runner, timeout } = scenario.sides[side];
  const fences = Object.entries(scenario.effects).flatMap(([name, effect]) => {
    const fence = effect.sides[side]?.fence;
    const proof = effect.sides[side]?.proof === undefined ? [] : [message('plan.proof', 'only if its attempt to write {name} was denied', { name })];
    return fence === undefined
      ? []
      : [message('plan.fence', 'fence of {name}: {variables}', { name, variables: Object.keys(fence).join(', ') }), ...proof];
  });
  return {
    step: `take.${side}-1`,
    title: message('plan.take', 'run the {side} side', { side }),
    side,
    details: [
      ...(registries.runners[runner.kind]?.plan(runner.config) ?? []),
      ...fences,
      message('plan.timeout', 'stop it after {seconds} s', { seconds: timeout / 1000 }),
    ],
  };
}

function collectStep(scenario: Scenario, output: string, side: Side, registries: Registries, businessDate: string): PlannedStep {
  const collector = scenario.outputs[output]?.sides[side];
  return {
    step: `collect.${output}.${side}`,
    title: message('plan.collect', 'bring home {output} of the {side} side', { output, side }),
    side,
    details: collector === undefined ? [] : (registries.collectors[collector.kind]?.plan(dated(collector.config, businessDate)) ?? []),
  };
}

function outputOf(options: unknown): string {
  const output = (options as { output?: unknown } | null)?.output;
  return typeof output === 'string' ? ` of ${output}` : '';
}

/** The configuration with the business date filled in; as it stands where it names hosts, whose addresses a plan does not know. */
function dated(config: unknown, businessDate: string): unknown {
  try {
    return expand(config, { date: businessDate, hosts: {} });
  } catch {
    return config;
  }
}
