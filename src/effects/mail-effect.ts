import { z } from 'zod';
import type { EffectKind } from '../model/effect-kind.ts';

/** A mail that is gone cannot be looked at: only its fence speaks. */
export const mailEffect: EffectKind = {
  kind: 'mail',
  target: z.never({ error: 'no target: a mail that was sent cannot be looked at' }),
  look: async () => [],
};
