import { z } from 'zod';
import type { EffectKind } from '../model/effect-kind.ts';
import { TwinrunError } from '../model/error.ts';
import { sha256 } from '../runtime/hash.ts';

const target = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).describe('An address that may be read by GET and shows whether the batch has called: a list, a counter'),
});

const TIMEOUT_MS = 30_000;

/** Reads an address of the service that a side calls. Redirects are not followed: what is behind them was not named. */
export const httpEffect: EffectKind<z.infer<typeof target>> = {
  kind: 'http',
  target,
  async look({ url }, x) {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.any([x.signal, AbortSignal.timeout(TIMEOUT_MS)]) });
    const body = Buffer.from(await answer.arrayBuffer());
    if (answer.ok) return [{ name: url, size: body.length, content: sha256(body).slice(0, 16) }];
    throw new TwinrunError({
      code: 'effect.http',
      message: `${url} answered ${answer.status}`,
      expected: 'an answer from 200 to 299',
      received: String(answer.status),
      fix: 'Name an address that may be read without logging in, or leave `target` out: then only the fence speaks.',
    });
  },
};
