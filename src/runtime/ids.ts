import { randomBytes } from 'node:crypto';
import type { Ids } from '../model/context.ts';

export const randomIds: Ids = { unique: () => randomBytes(18).toString('base64url') };

/** Numbers that nobody can foresee: what makes the hashes of one comparison its own. They decide how it works, never what it finds. */
export function hashSecrets(bytes: number): Uint8Array {
  return new Uint8Array(randomBytes(bytes));
}
