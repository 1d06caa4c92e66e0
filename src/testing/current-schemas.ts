import { makeRegistries } from '../kinds.ts';
import { editorSchemas } from '../scenario/json-schema.ts';

/** The schemas for editors as the sources have them now. No kind is asked to do anything, so none gets a connection. */
export function currentSchemas() {
  const refuse = () => {
    throw new Error('no connection is needed to describe kinds');
  };
  return editorSchemas(
    makeRegistries({
      world: { kind: 'sandbox', hosts: {}, databases: {}, aws: {} },
      ssh: refuse,
      aws: refuse,
      engine: refuse,
      query: refuse,
      rows: refuse,
      close: refuse,
    }),
  );
}
