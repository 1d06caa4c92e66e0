import { editorSchemas } from '../scenario/json-schema.ts';
import { unconnectedKinds } from './unconnected-registries.ts';

/** The schemas for editors as the sources have them now. */
export function currentSchemas() {
  return editorSchemas(unconnectedKinds());
}
