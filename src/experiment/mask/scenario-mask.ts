import type { Ids, Secrets } from '../../model/context.ts';
import { TwinrunError } from '../../model/error.ts';
import type { Scenario } from '../../model/scenario.ts';
import { MASKING_KEY, type Mask, makeMask } from './make-mask.ts';

const SHORTEST_KEY = 16;

/** The mask of a scenario with personal columns; undefined without any. Throws `secret.missing`, `masking.key-short` (misuse). */
export function scenarioMask(scenario: Scenario, secrets: Secrets): Mask | undefined {
  return hasPersonal(scenario) ? makeMask(longEnough(secrets.get(MASKING_KEY))) : undefined;
}

/** The key, if it is at hand. Throws `masking.key-short` (misuse). */
export function maskingKey(secrets: Secrets): string | undefined {
  try {
    return longEnough(secrets.get(MASKING_KEY));
  } catch (thrown) {
    if (thrown instanceof TwinrunError && thrown.code === 'secret.missing') return undefined;
    throw thrown;
  }
}

function longEnough(key: string): string {
  if (key.length >= SHORTEST_KEY) return key;
  throw new TwinrunError({
    code: 'masking.key-short',
    class: 'misuse',
    message: `the key that masks personal columns is too short`,
    expected: `at least ${SHORTEST_KEY} characters in ${MASKING_KEY}`,
    received: `${key.length}`,
    fix: 'Make one with: openssl rand -hex 32. Keep it: with another key the same value gets another hash.',
  });
}

/** For judging again where the key is not at hand: hashes then tell equal from unequal within this verdict only. */
export function passingMask(scenario: Scenario, secrets: Secrets, ids: Ids): Mask | undefined {
  return hasPersonal(scenario) ? makeMask(maskingKey(secrets) ?? ids.unique()) : undefined;
}

function hasPersonal({ outputs }: Scenario): boolean {
  return Object.values(outputs).some(({ personal = [] }) => personal.length > 0);
}
