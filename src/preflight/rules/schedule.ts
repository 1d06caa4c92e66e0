import { candidatesOf } from '../../scenario/candidate-schedules.ts';
import { scheduleParity } from '../../schedule/parity.ts';
import { parityStatus } from '../../schedule/parity-document.ts';
import type { PreflightRule } from '../rule.ts';

const ID = 'schedule';
const SPAN_MS = 400 * 86_400_000;

/** Whether the candidate's schedules fire when cron does, over the next 400 days. */
export const schedule: PreflightRule = {
  id: ID,
  check({ scenario, now }) {
    const { cron, zone } = scenario.schedule;
    const candidates = candidatesOf(scenario.schedule);
    const parity = scheduleParity(cron, zone, candidates, { from: now, until: now + SPAN_MS });
    const proposed =
      'expressions' in parity.proposal.scheduler ? parity.proposal.scheduler.expressions.join('  and  ') : parity.proposal.scheduler.refused;
    const item = {
      rule: ID,
      subject: 'fires',
      legacy: `${cron} (${zone})`,
      candidate: candidates.map((one) => `${one.expression} (${one.service}, ${one.zone})`).join(', '),
    };
    const fix = { text: `In ${zone}: ${proposed}. \`twinrun schedule ${scenario.id}\` lists the dates.` };
    switch (parityStatus(parity)) {
      case 'pass':
        return [{ ...item, state: 'OK', why: `all ${parity.comparison?.legacy ?? 0} fires of the next 400 days together` }];
      case 'inconclusive':
        return [
          {
            ...item,
            state: candidates.length === 0 ? 'MISSING' : 'SKIPPED',
            why: candidates.length === 0 ? 'the scenario names no schedule of the candidate' : 'neither side fires',
            fix,
          },
        ];
      case 'fail':
        return [{ ...item, state: 'DIFFERS', why: `${parity.differences.length} fires of the next 400 days are of one side only`, fix }];
    }
  },
};
