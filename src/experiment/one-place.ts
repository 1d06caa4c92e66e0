import { posix } from 'node:path';
import type { EvidencePair } from '../model/evidence.ts';
import { type Message, message } from '../model/message.ts';
import type { World } from '../model/world.ts';

/**
 * Outputs whose two sides were brought home from one place, however it was written: a file is there compared with itself, whichever side wrote it. Two names for one
 * login of a host, or for one database, are one place; what only the other machine could tell (a link, a relative path against a whole one) is not seen.
 */
export function onePlace(pair: EvidencePair, outputs: readonly string[], world: Pick<World, 'hosts' | 'databases'>): readonly Message[] {
  return outputs.flatMap((output) => {
    const placesOf = (side: 'legacy' | 'candidate') => pair[side].artifacts.filter((one) => one.output === output);
    const seen = new Set(placesOf('legacy').map(({ source }) => placeOf(source, world)));
    const shared = placesOf('candidate').find(({ source }) => seen.has(placeOf(source, world)));
    if (shared === undefined) return [];
    const text = 'both sides of {output} were brought home from {source}: it was compared with itself; give each side a place of its own';
    return [message('comparable.one-place', text, { output, source: shared.source })];
  });
}

/** The place that a source names, the same for all its spellings. */
function placeOf(source: string, { hosts, databases }: Pick<World, 'hosts' | 'databases'>): string {
  const [, kind, name = '', rest = ''] = /^(sftp|sql|file):\/\/([^/]*)\/(.*)$/s.exec(source) ?? [];
  if (kind === 'file') return JSON.stringify([kind, posix.normalize(`${name}/${rest}`)]);
  if (kind === 'sql' && Object.hasOwn(databases, name)) {
    const { address, port, database } = databases[name] ?? {};
    return JSON.stringify([kind, address, port, database, rest]);
  }
  if (kind !== 'sftp') return source;
  const { address = name, port, user } = (Object.hasOwn(hosts, name) ? hosts[name] : undefined) ?? {};
  return JSON.stringify([kind, address, port, user, posix.normalize(rest)]);
}
