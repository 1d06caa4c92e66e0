import { TwinrunError } from '../model/error.ts';

/** Where no attempt without effect would tell whether the real target can be written. */
export function unprovable(why: string): TwinrunError {
  return new TwinrunError({
    code: 'fence.unprovable',
    class: 'misuse',
    message: `it cannot be proven that the real target is out of reach: ${why}`,
    fix: 'Correct `proof`, or try it as the take would (`proof: { run: … }`), or leave the proof out and fence the side by another host.',
  });
}
