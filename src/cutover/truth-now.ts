import { join } from 'node:path';
import type { Connections } from '../connections/connections.ts';
import type { Outside } from '../experiment/rehearsal.ts';
import { stateOf } from '../handbook/act-journal.ts';
import { readJournal } from '../store/journal-file.ts';
import { JOURNAL, knownCutovers } from './cutover-folder.ts';
import { cutoverRuleOf } from './cutover-plan.ts';
import { type PartnerQuestion, partnerHas } from './partner-has.ts';
import { type Truth, truthOf } from './truth.ts';

/** What is asked, and with what it is looked at. */
export interface TruthQuestion extends PartnerQuestion {
  readonly connections: Connections;
  /** The folder of runs on this machine: whether a cutover is just switching. */
  readonly root: string;
}

/** Acts that switch a side off or on, on the way there or back. */
const SWITCHES = /^(?:cron-off|cron-on|schedule-on|schedule-off|cron-unclaim)-/;

/** What starts the batch now, read where it stands: crontabs and schedules, and what the partner has of the last fires. Throws `cutover.none`, and on abort. */
export async function truthNow(question: TruthQuestion, outside: Outside): Promise<Truth> {
  const { scenario, world, connections } = question;
  const rule = cutoverRuleOf(scenario);
  const [deliveries, switching] = await Promise.all([
    partnerHas(question, { ...outside, emit: () => {}, journal: { write: async () => {} } }),
    switchingNow(question, outside),
  ]);
  // Neither cron nor Scheduler fires in the sandbox.
  const still = world.kind === 'sandbox';
  return await truthOf(rule, connections, outside.signal, { deliveries, still, ...(switching === undefined ? {} : { switching }) });
}

/**
 * Whether the last cutover has begun to switch and not ended, in words. Before it began no fire was nearer than `apart`: for so long a side that is off misses nothing. After that it is red,
 * however the cutover stands.
 */
async function switchingNow({ scenario, root }: TruthQuestion, { clock }: Outside): Promise<string | undefined> {
  const [last] = await knownCutovers(root, scenario.id);
  if (last === undefined) return undefined;
  const { entries } = await readJournal(join(last.folder, JOURNAL));
  const pass = entries.slice(entries.findLastIndex(({ type }) => type === 'cutover.started'));
  const ended = pass.find(({ type }) => type === 'cutover.ended');
  if (ended !== undefined && ['done', 'gone-back', 'no-go'].includes(String(ended.status))) return undefined;
  const began = entries.findLast(({ type, act }) => type === 'act.intended' && SWITCHES.test(String(act)));
  if (typeof began?.at !== 'string') return undefined;
  const until = Date.parse(began.at) + cutoverRuleOf(scenario).apart;
  if (clock.now().getTime() > until) return undefined;
  const { kind } = stateOf(String(began.act), entries);
  return `the cutover ${last.id} is switching (${String(began.act)}: ${kind}); from ${new Date(until).toISOString()} on this is red`;
}
