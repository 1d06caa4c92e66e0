import { randomBytes } from 'node:crypto';
import type { Ids } from '../model/context.ts';

export const randomIds: Ids = { unique: () => randomBytes(18).toString('base64url') };
