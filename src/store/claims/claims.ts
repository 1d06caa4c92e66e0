import type { Claim, ClaimRequest, Claims } from '../../model/claim.ts';
import type { Context } from '../../model/context.ts';
import { TwinrunError } from '../../model/error.ts';
import type { ObjectStore } from '../../model/object-store.ts';
import { safeName } from '../safe-name.ts';

/** Where claims lie: whole texts that are written once. S3 has it; a folder gets it by links. */
export type ClaimFiles = Pick<ObjectStore, 'address' | 'putIfAbsent' | 'get' | 'list'>;

const DIGITS = 4;

/** Claims below `prefix` (empty, or ending with `/`): `claims/<scenario>/<fire>/<epoch>.json`. */
export function makeClaims(files: ClaimFiles, prefix: string, x: Pick<Context, 'clock' | 'ids'>): Claims {
  const folder = (scenario: string, fire?: string) => `${prefix}claims/${safeName(scenario)}/${fire === undefined ? '' : `${keyOfFire(fire)}/`}`;
  const read = async (key: string): Promise<Claim> => {
    const found = await files.get(key);
    return parse(found?.data.toString('utf8') ?? '', `${files.address}/${key}`);
  };
  const list = async (scenario: string, fire?: string) => {
    const keys = (await files.list(folder(scenario, fire))).map(({ key }) => key).filter((key) => key.endsWith('.json'));
    return Promise.all(keys.sort().map(read));
  };
  return {
    list,
    async take({ scenario, fire, by, after, reason }: ClaimRequest) {
      const epoch = after === undefined ? 0 : after + 1;
      if (after !== undefined) {
        const newest = (await list(scenario, fire)).at(-1);
        if (newest?.epoch !== after) throw moved(scenario, fire, after, newest);
      }
      const claim: Claim = {
        ...{ schema: 'twinrun.claim/1', scenario, fire, epoch, by, at: x.clock.now().toISOString(), token: x.ids.unique() },
        ...(reason === undefined ? {} : { reason }),
      };
      const key = `${folder(scenario, fire)}${String(epoch).padStart(DIGITS, '0')}.json`;
      if ((await files.putIfAbsent(key, `${JSON.stringify(claim)}\n`)) === 'written') return { taken: true, claim };
      // An earlier try of this very write may have had its effect and lost its answer.
      const there = await read(key);
      return { taken: there.token === claim.token, claim: there };
    },
  };
}

/** `20260331T163000Z`: sorts by time, and is a file name everywhere. */
function keyOfFire(fire: string): string {
  const at = Date.parse(fire);
  if (Number.isNaN(at)) throw new RangeError(`${fire} is no time`);
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** The wrapper for hosts without Node writes the same form. */
function parse(text: string, file: string): Claim {
  try {
    const claim = JSON.parse(text) as Claim;
    if (claim.schema === 'twinrun.claim/1' && Number.isInteger(claim.epoch) && typeof claim.token === 'string') return claim;
  } catch {
    // Said below.
  }
  throw new TwinrunError({
    code: 'claim.unreadable',
    class: 'fault',
    message: 'there is a claim, and it cannot be read: whether somebody delivered is not known',
    expected: 'twinrun.claim/1',
    received: text.slice(0, 200) || 'an empty object',
    at: { file },
    fix: 'Look at what was delivered for that fire. Only a person can take the next epoch.',
  });
}

function moved(scenario: string, fire: string, after: number, newest: Claim | undefined): TwinrunError {
  return new TwinrunError({
    code: 'claim.moved',
    class: 'fault',
    message: `the claims of ${scenario} for ${fire} are not as they were when you looked`,
    expected: `epoch ${after} is the newest`,
    received: newest === undefined ? 'no claim at all' : `epoch ${newest.epoch}, taken by ${newest.by} at ${newest.at}`,
    fix: `\`twinrun claim show ${scenario}\`, then look at what was delivered, and decide again.`,
  });
}
