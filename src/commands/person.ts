import { hostname, userInfo } from 'node:os';
import type { Person } from '../model/step-kind.ts';
import { visible } from '../runtime/text.ts';
import type { Shell } from './shell.ts';

/** A slip of the finger is no answer, and no reason to leave. */
const TRIES = 3;

/** Who works here: `user@host`. */
export function whoWorks(): string {
  return `${userInfo().username}@${hostname()}`;
}

/** Whoever is at the terminal; undefined where nobody is. */
export function personOf({ ask, err, secrets }: Shell): Person | undefined {
  if (ask === undefined) return undefined;
  return {
    name: whoWorks(),
    async choose(question, words, signal) {
      const wanted = words.map((word) => `"${word}"`).join(' or ');
      for (let tries = 0; tries < TRIES; tries++) {
        const said = (await ask(`${visible(secrets.redact(question), true)}.\nType ${wanted} (nothing: no): `, signal)).trim();
        const found = words.find((word) => word === said);
        if (found !== undefined || said === '') return found;
        err.write(`That was neither ${wanted} nor nothing.\n`);
      }
      return undefined;
    },
  };
}
