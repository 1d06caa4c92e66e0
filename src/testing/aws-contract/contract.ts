import type { NetworkConfiguration } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import type { AwsClients } from '../aws-clients.ts';

/** Something that claims to be AWS. */
export interface ContractTarget extends AwsClients {
  /** Name of an image that a task can be started with; its command exits 0. */
  readonly image: string;
  /** A network that tasks can be started in. */
  readonly network: NetworkConfiguration;
}

/** Where a target is known to do otherwise: the contract's test by name, and what the target does instead. */
export type Deviations = Readonly<Record<string, string>>;

/** Defines one test of a contract. */
export type DefineTest = (name: string, body: (target: ContractTarget) => Promise<void>) => void;

/**
 * Runs a contract against a target. A known deviation is run too, and must still fail: a target that has learnt it makes the table wrong.
 * Names in the table that are no test of the contract are errors.
 */
export function describeContract(
  title: string,
  contract: (test: DefineTest) => void,
  target: () => ContractTarget,
  deviations: Deviations = {},
): void {
  describe(title, () => {
    const names = new Set<string>();
    contract((name, body) => {
      names.add(name);
      const instead = Object.hasOwn(deviations, name) ? deviations[name] : undefined;
      if (instead === undefined) it(name, () => body(target()));
      else it.fails(`${name} [deviates: ${instead}]`, () => body(target()));
    });
    it('lists only tests of the contract as deviations', () => expect(Object.keys(deviations).filter((name) => !names.has(name))).toEqual([]));
  });
}
