import type { Verification } from '../model/playbook.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Tagged } from '../model/schema.ts';
import type { DeliveredOnce, QueryEquals } from '../scenario/verification-kinds.ts';

/** The lines that a person types for a step or a command. */
export type ByHand = (tagged: Tagged) => readonly string[];

/** What a person looks at instead of a verification, and the lines to type. */
export function lookByHand(
  { kind, config }: Verification,
  scenario: Scenario,
  byHand: ByHand,
): { readonly title: string; readonly lines: readonly string[] } {
  switch (kind) {
    case 'query-equals': {
      const { output, database, query } = config as QueryEquals;
      return { title: `${placeOf(output, scenario)} has as many records as this gives, asked at once of ${database}`, lines: [query.trim()] };
    }
    case 'fresh':
      return { title: `${placeOf((config as { readonly output: string }).output, scenario)} was written just now, by this run`, lines: [] };
    case 'delivered-once': {
      const { effect, name, same } = config as DeliveredOnce;
      const equal = same === undefined ? '' : `; it is the same as ${placeOf(same, scenario)}`;
      return { title: `${name} lies once in ${settings(scenario.effects[effect]?.target)}, and nothing else named like it${equal}`, lines: [] };
    }
    case 'command':
      return { title: 'this command succeeds', lines: byHand(config as Tagged) };
    case 'manual':
      return { title: String(config), lines: [] };
    default:
      return { title: `${kind} ${String(config)} holds for what the legacy batch produced now`, lines: [] };
  }
}

/** Where an output lies when the legacy batch is not fenced. */
function placeOf(output: string, { rollback }: Scenario): string {
  const place = rollback.possible ? rollback.places?.[output]?.config : undefined;
  return place === undefined ? output : `${output} (${settings(place)})`;
}

function settings(config: unknown): string {
  const plain = Object.entries((config ?? {}) as Record<string, unknown>).filter(([, value]) => typeof value === 'string');
  return plain.length === 0 ? 'its target' : plain.map(([name, value]) => `${name} ${String(value)}`).join(', ');
}
