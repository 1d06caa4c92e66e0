import { makeRegistries } from '../kinds.ts';
import type { Registries } from '../model/registries.ts';

/** Every kind that users may choose, for describing and validating: none is asked to do anything, so none gets a connection. */
export function unconnectedKinds(): Registries {
  const refuse = () => {
    throw new Error('no connection is needed to describe kinds');
  };
  return makeRegistries({
    world: { kind: 'sandbox', hosts: {}, databases: {}, aws: {} },
    ssh: refuse,
    aws: refuse,
    engine: refuse,
    query: refuse,
    rows: refuse,
    close: refuse,
  });
}
