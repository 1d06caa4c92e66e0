import type { World } from '../model/world.ts';
import { canonicalJson } from '../runtime/canonical-json.ts';
import { sha256 } from '../runtime/hash.ts';

const LOOPBACK = '127.0.0.1';

/** A sandbox is one world wherever it lies; another one is told by where its names lead. */
export function worldHash(world: World): string {
  return world.kind === 'sandbox' ? 'sandbox' : sha256(canonicalJson(JSON.parse(JSON.stringify({ ...world, engine: undefined }))));
}

/** Whether nothing of a world leads anywhere but to the sandbox, which lies on loopback: a world counts as the sandbox's as soon as anything of it is. */
export function isAllSandbox({ kind, hosts, databases, aws }: World): boolean {
  const here = [...Object.values(hosts), ...Object.values(databases)].every(({ address }) => address === LOOPBACK);
  return kind === 'sandbox' && here && new URL(aws.endpoint ?? 'http://elsewhere').hostname === LOOPBACK;
}
