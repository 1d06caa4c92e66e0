import type { DeliveredOnce } from '../../scenario/verification-kinds.ts';
import { arrivalsOf } from './arrivals.ts';
import type { VerifyKind, VerifyWork } from './verify-work.ts';

/**
 * Exactly one file of that name lies where the effect goes, and none that is named like it: a part that was left, or a second copy, would be another delivery. In a drill
 * it is looked for at the drill's target.
 */
export const deliveredOnce: VerifyKind<DeliveredOnce> = async ({ effect: name, name: file, same, output }, work) => {
  const { scenario, mode, registries, collect, x } = work;
  const effect = scenario.effects[name];
  const { rollback } = scenario;
  const target = mode === 'drill' && rollback.possible ? rollback.drill?.targets?.[name] : effect?.target;
  if (effect === undefined || target === undefined) {
    const field = mode === 'drill' ? `rollback.drill.targets.${name}` : `effects.${name}.target`;
    return { status: 'inconclusive', text: `\`${field}\` does not say where to look` };
  }
  const found = (await registries.effects[effect.kind]?.look(target, x)) ?? [];
  const { exact, others } = arrivalsOf(found, file);
  const names = [...exact, ...others].map((one) => one.name).join(', ');
  if (exact.length === 0) return { status: 'fail', text: `${file} did not arrive${others.length > 0 ? `; there is ${names}` : ''}` };
  if (exact.length > 1 || others.length > 0) return { status: 'fail', text: `not once: there is ${names}` };
  const size = exact[0]?.size ?? 0;
  if (same === undefined) return { status: 'pass', text: `${file} arrived once, ${size} bytes` };
  const expected = (await collect(same)).reduce((sum, one) => sum + one.size, 0);
  if (size !== expected) return { status: 'fail', text: `${file} has ${size} bytes where it arrived, and ${expected} as ${same}` };
  if (output === undefined) return { status: 'pass', text: `${file} arrived once, ${size} bytes, as large as ${same}` };
  const [arrived, sent] = [await hashes(output, work), await hashes(same, work)];
  if (arrived !== sent) return { status: 'fail', text: `${file} holds other bytes where it arrived than ${same}` };
  return { status: 'pass', text: `${file} arrived once, ${size} bytes, the same as ${same}` };
};

async function hashes(output: string, { collect }: VerifyWork): Promise<string> {
  return (await collect(output)).map(({ sha256 }) => sha256).join(' ');
}
