import { asTwinrunError } from '../../model/error.ts';
import type { Verification } from '../../model/playbook.ts';
import type { Tagged } from '../../model/schema.ts';
import type { Act } from '../act.ts';
import { ask } from '../act-work.ts';
import { checkPasses } from './check.ts';
import { deliveredOnce } from './delivered-once.ts';
import { fresh } from './fresh.ts';
import { queryEquals } from './query-equals.ts';
import type { Verified, VerifyKind, VerifyWork } from './verify-work.ts';

const TIMEOUT_MS = 10 * 60_000;

const command: VerifyKind<Tagged> = async (tagged, { acts }) => {
  const act: Act = { id: 'verify', title: 'verify', step: tagged, timeoutMs: TIMEOUT_MS, repeat: 'safe', environment: {} };
  const { status, text } = await ask(tagged, act, 'command', acts);
  return { status: status === 'ok' ? 'pass' : status === 'failed' ? 'fail' : 'inconclusive', text };
};

const manual: VerifyKind<string> = async (text, { acts: { person }, x }) => {
  if (person === undefined) return { status: 'inconclusive', text: `nobody was there to look: ${text}` };
  const said = await person.choose(`Look: ${text}. Is it so`, ['yes', 'no'], x.signal);
  if (said === undefined) return { status: 'inconclusive', text: `${person.name} did not say` };
  return { status: said === 'yes' ? 'pass' : 'fail', text: `${person.name} says ${said}` };
};

const KINDS: Readonly<Record<string, VerifyKind<never>>> = {
  check: checkPasses,
  'query-equals': queryEquals,
  fresh,
  'delivered-once': deliveredOnce,
  command,
  manual,
};

/** Does one verification. What keeps it from looking makes it inconclusive, never passed. Throws on abort only. */
export async function verifyOne({ kind, config }: Verification, work: VerifyWork): Promise<Verified> {
  const verify = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (verify === undefined) return { status: 'inconclusive', text: `there is no verification ${kind} in this version of twinrun` };
  try {
    return await verify(config as never, work);
  } catch (thrown) {
    work.x.signal.throwIfAborted();
    const { message, fix } = asTwinrunError(thrown);
    return { status: 'inconclusive', text: `it could not be looked at: ${message}. ${fix.text}` };
  }
}
