import type { Context } from '../model/context.ts';
import type { FenceProof, ProofReading } from '../model/effect.ts';
import type { Attempt } from '../model/effect-kind.ts';
import { TwinrunError } from '../model/error.ts';
import { SIDES, type Side } from '../model/side.ts';
import { proveByRun } from './prove-by-run.ts';
import type { Outside, Rehearsal } from './rehearsal.ts';

/**
 * Before anything is started: each side whose fence is to be proven must be refused at the real target. Throws `fence.not-proven` where it was not,
 * `fence.unprovable` where that cannot be known, and what connecting throws.
 */
export async function proveFences(rehearsal: Rehearsal, outside: Outside): Promise<readonly ProofReading[]> {
  const x: Context = { ...outside, emit: () => {}, journal: { write: async () => {} } };
  const { effects, sides } = rehearsal.loaded.scenario;
  const readings: ProofReading[] = [];
  for (const [effect, { kind, target, sides: fences }] of Object.entries(effects)) {
    for (const side of SIDES) {
      const proof = fences[side]?.proof;
      if (proof === undefined || sides[side].runner.kind === 'observe') continue;
      const at = x.clock.now().toISOString();
      const { denied, said } = await attempt(rehearsal, { kind, target, effect, side, proof }, x);
      x.signal.throwIfAborted();
      if (!denied) throw notProven(effect, side, x.secrets.redact(said));
      readings.push({ effect, side, at, said: x.secrets.redact(said) });
    }
  }
  return readings;
}

interface Asked {
  readonly kind: string;
  readonly target: unknown;
  readonly effect: string;
  readonly side: Side;
  readonly proof: FenceProof;
}

async function attempt(rehearsal: Rehearsal, { kind, target, effect, side, proof }: Asked, x: Context): Promise<Attempt> {
  if ('run' in proof) return await proveByRun(rehearsal, { ...proof, side, field: `effects.${effect}.${side}.proof.run` }, x);
  const tried = await rehearsal.registries.effects[kind]?.proof?.attempt(target, proof.login, x);
  return tried ?? { denied: false, said: `this version of twinrun knows no proof for ${kind}` };
}

function notProven(effect: string, side: Side, said: string): TwinrunError {
  return new TwinrunError({
    code: 'fence.not-proven',
    class: 'misuse',
    message: `nothing was started: the ${side} side is not kept from the real target of ${effect}`,
    expected: 'an attempt to write there that is denied',
    received: said,
    fix: `Give the ${side} side a login in rehearsals that may not write there, or correct \`effects.${effect}.${side}.proof\`.`,
  });
}
