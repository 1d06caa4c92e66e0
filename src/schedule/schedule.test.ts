import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFires } from './compare-fires.ts';
import { cronFires } from './cron-fires.ts';
import { type CronLine, readCronLine } from './cron-line.ts';
import { describeCron } from './cron-words.ts';
import { readExpression, schedulerFires } from './eventbridge.ts';
import { scheduleParity } from './parity.ts';
import { proposeExpressions } from './propose.ts';
import { proposeRules } from './propose-rules.ts';

const YEAR = { from: Date.UTC(2026, 0, 1), until: Date.UTC(2027, 1, 5) };

const iso = (fires: readonly number[]) => fires.map((at) => new Date(at).toISOString().slice(0, 16));

function line(text: string): CronLine {
  const read = readCronLine(text);
  if (typeof read === 'string') throw new Error(read);
  return read;
}

function eventBridge(text: string, zone: string, span: { from: number; until: number }): number[] {
  const times = readExpression(text);
  if (typeof times === 'string') throw new Error(`${text}: ${times}`);
  return schedulerFires(times, zone, span);
}

const on = (from: string, until: string) => ({ from: Date.parse(from), until: Date.parse(until) });

/** A field with few values, in the forms that people write. */
function field(from: number, to: number, names: readonly string[] = []) {
  const one = fc.integer({ min: from, max: to });
  const range = fc.tuple(one, one).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  return fc.oneof(
    fc.constant('*'),
    one.map(String),
    ...(names.length > 0 ? [fc.constantFrom(...names)] : []),
    range,
    fc.tuple(range, fc.integer({ min: 1, max: Math.min(9, to) })).map(([text, step]) => `${text}/${step}`),
    fc.integer({ min: 2, max: Math.min(9, to) }).map((step) => `*/${step}`),
    fc.array(one, { minLength: 2, maxLength: 3 }).map((values) => values.join(',')),
  );
}

/** At most some 24 × 3 fires a day, so that the independent library stays quick. */
const minute = fc.oneof(fc.integer({ min: 0, max: 59 }).map(String), fc.constantFrom('*/20', '5,35', '7-9'));
const lines = fc.tuple(minute, field(0, 23), field(1, 31), field(1, 12, ['jan', 'Sep']), field(0, 7, ['mon', 'SUN'])).map((parts) => parts.join(' '));

/** Fires by another library. It takes a stepped star for a restriction, so such lines are asked for as "both days". */
function byCroner(text: string, zone: string, span: { from: number; until: number }): string[] {
  const [, , dom = '', , dow = ''] = text.split(' ');
  const cron = new Cron(text, { timezone: zone, domAndDow: dom.startsWith('*') || dow.startsWith('*') });
  const fires: string[] = [];
  for (let next = cron.nextRun(new Date(span.from - 60_000)); next !== null && next.getTime() < span.until; next = cron.nextRun(next))
    if (next.getTime() >= span.from) fires.push(next.toISOString().slice(0, 16));
  return fires;
}

describe('the fires of a crontab line', () => {
  it('are those of an independent library, where no clock changes', () => {
    fc.assert(
      fc.property(lines, fc.constantFrom('UTC', 'Asia/Tokyo', 'Asia/Kolkata'), fc.integer({ min: 0, max: 11 }), (text, zone, month) => {
        const span = { from: Date.UTC(2026, month, 1), until: Date.UTC(2026, month + 1, 15) };
        expect(iso(cronFires(line(text), zone, span))).toEqual(byCroner(text, zone, span));
      }),
      { numRuns: 150 },
    );
  });

  it('need 13 and Friday only where both day fields are starless', () => {
    const fires = cronFires(line('0 0 13 * 5'), 'UTC', on('2026-03-01', '2026-04-01'));
    expect(iso(fires).map((text) => text.slice(8, 10))).toEqual(['06', '13', '20', '27']);
    const both = cronFires(line('0 0 */2 * 5'), 'UTC', on('2026-03-01', '2026-04-01'));
    expect(iso(both).map((text) => text.slice(8, 10))).toEqual(['13', '27']);
  });

  it('come right after a skipped time, once for each, and not again in a repeated hour', () => {
    const spring = cronFires(line('0,30 2 * * *'), 'Europe/Berlin', on('2026-03-28T12:00Z', '2026-03-30T00:00Z'));
    expect(iso(spring)).toEqual(['2026-03-29T01:00', '2026-03-29T01:00']);
    const autumn = cronFires(line('30 2 * * *'), 'Europe/Berlin', on('2026-10-24T12:00Z', '2026-10-26T00:00Z'));
    expect(iso(autumn)).toEqual(['2026-10-25T00:30']);
  });

  it('follow the wall where minute or hour begins with a star', () => {
    const spring = cronFires(line('0 * * * *'), 'Europe/Berlin', on('2026-03-29T00:00Z', '2026-03-29T03:00Z'));
    expect(iso(spring)).toEqual(['2026-03-29T00:00', '2026-03-29T01:00', '2026-03-29T02:00']);
    const autumn = cronFires(line('*/30 2 * * *'), 'Europe/Berlin', on('2026-10-25T00:00Z', '2026-10-25T03:00Z'));
    expect(iso(autumn)).toEqual(['2026-10-25T00:00', '2026-10-25T00:30', '2026-10-25T01:00', '2026-10-25T01:30']);
  });

  it('are many for a line of every minute, and still quick', () => {
    expect(cronFires(line('* * * * *'), 'America/New_York', YEAR)).toHaveLength(400 * 1440);
  });
});

describe('an expression of EventBridge', () => {
  it.each([
    ['cron(0 10 * * ? *)', ['2026-02-01T10:00', '2026-02-02T10:00']],
    ['cron(0/30 10 ? * SUN *)', ['2026-02-01T10:00', '2026-02-01T10:30']],
    ['cron(0 10 ? * 2 2026)', ['2026-02-02T10:00']],
    ['cron(0 10 ? * 2 2027)', []],
    ['cron(15 10 1W * ?)', ['2026-02-02T10:15']],
  ])('%s', (text, expected) => expect(iso(eventBridge(text, 'UTC', on('2026-02-01', '2026-02-03')))).toEqual(expected));

  it.each([
    ['cron(0 9 L * ? *)', ['01-31', '02-28', '03-31']],
    ['cron(0 9 LW * ? *)', ['01-30', '02-27', '03-31']],
    ['cron(0 9 ? * 6L *)', ['01-30', '02-27', '03-27']],
    ['cron(0 9 ? * FRI#2 *)', ['01-09', '02-13', '03-13']],
    ['cron(0 9 31W * ? *)', ['01-30', '03-31']],
    ['cron(0 9 15W * ? *)', ['01-15', '02-16', '03-16']],
  ])('%s', (text, expected) => expect(iso(eventBridge(text, 'UTC', on('2026-01-01', '2026-04-01'))).map((at) => at.slice(5, 10))).toEqual(expected));

  it.each([
    'cron(0 10 * * * *)',
    'cron(0 10 ? * ? *)',
    'cron(60 10 * * ? *)',
    'cron(0 10 * * ?  * *)',
    '30 1 * * *',
    'rate(1 day)',
    'cron(0 10 ? * 0 *)',
    'cron(0 10 ? * 8#1 *)',
  ])('%s is refused with what was expected', (text) => expect(readExpression(text)).toBeTypeOf('string'));

  it('leaves a skipped time out and fires once in a repeated hour', () => {
    expect(eventBridge('cron(30 2 * * ? *)', 'Europe/Berlin', on('2026-03-29T00:00Z', '2026-03-29T12:00Z'))).toEqual([]);
    expect(iso(eventBridge('cron(30 2 * * ? *)', 'Europe/Berlin', on('2026-10-25T00:00Z', '2026-10-25T12:00Z')))).toEqual(['2026-10-25T00:30']);
  });

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => void [readExpression(text), readExpression(`cron(${text})`), readCronLine(text), describeCron(text)]),
    );
  });
});

describe('what is proposed for a crontab line', () => {
  it('fires when the line does, by an independent library, or is refused with the reason', () => {
    fc.assert(
      fc.property(lines, fc.constantFrom('UTC', 'Asia/Tokyo', 'Asia/Kathmandu'), fc.boolean(), (text, zone, rules) => {
        const span = on('2026-02-01', '2026-03-20');
        const proposal = rules ? proposeRules(line(text), zone, span) : proposeExpressions(line(text));
        if ('refused' in proposal) {
          expect(proposal.refused).not.toBe('');
          return;
        }
        const fires = proposal.expressions.flatMap((one) => eventBridge(one, rules ? 'UTC' : zone, span));
        // Two expressions fire twice on a day that is both: that they do is said, and not a fire too many here.
        expect([...new Set(iso(fires))].sort()).toEqual(byCroner(text, zone, span));
        if (proposal.expressions.length === 1) expect(fires).toHaveLength(new Set(fires).size);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['30 1 * * *', ['cron(30 1 * * ? *)']],
    ['*/5 * * * *', ['cron(0/5 * * * ? *)']],
    ['0 9 * * 1-5', ['cron(0 9 ? * MON-FRI *)']],
    ['0 9 * * 7', ['cron(0 9 ? * SUN *)']],
    ['0 0 13 * 5', ['cron(0 0 13 * ? *)', 'cron(0 0 ? * FRI *)']],
    ['@monthly', ['cron(0 0 1 * ? *)']],
  ])('%s → %j', (text, expected) => expect(proposeExpressions(line(text))).toMatchObject({ expressions: expected }));

  it('is refused for rules where the zone changes its clock, and where the date would be another one', () => {
    expect(proposeRules(line('30 1 * * *'), 'Europe/Berlin', YEAR)).toMatchObject({ refused: expect.stringContaining('2026-03-29') });
    expect(proposeRules(line('30 1 1 * *'), 'Asia/Tokyo', YEAR)).toMatchObject({ refused: expect.stringContaining('another date') });
    expect(proposeRules(line('30 1 * * 1-5'), 'Asia/Tokyo', YEAR)).toMatchObject({ expressions: ['cron(30 16 ? * SUN-THU *)'] });
  });
});

describe('the parity of schedules', () => {
  const scheduler = (expression: string, zone: string) => ({ service: 'scheduler' as const, expression, zone });

  it('is whole where both fire together', () => {
    const parity = scheduleParity('30 1 * * *', 'Asia/Tokyo', [scheduler('cron(30 1 * * ? *)', 'Asia/Tokyo')], YEAR);
    expect(parity.comparison).toMatchObject({ legacy: 400, candidate: 400, together: 400 });
    expect(parity.differences).toEqual([]);
  });

  it('names the dates of a changed clock, of a wrong zone, and of a doubled fire', () => {
    const clock = scheduleParity('30 2 * * *', 'Europe/Berlin', [scheduler('cron(30 2 * * ? *)', 'Europe/Berlin')], YEAR);
    expect(clock.differences).toEqual([{ at: Date.parse('2026-03-29T01:00Z'), side: 'legacy', cause: 'clock-change' }]);
    const zone = scheduleParity('30 1 * * *', 'Asia/Tokyo', [scheduler('cron(30 1 * * ? *)', 'UTC')], YEAR);
    expect(zone.differences).toHaveLength(800);
    const twice = scheduleParity('0 0 13 * 5', 'UTC', [scheduler('cron(0 0 13 * ? *)', 'UTC'), scheduler('cron(0 0 ? * FRI *)', 'UTC')], YEAR);
    expect(twice.differences.map(({ at, cause }) => [iso([at])[0]?.slice(0, 10), cause])).toEqual([
      ['2026-02-13', 'doubled'],
      ['2026-03-13', 'doubled'],
      ['2026-11-13', 'doubled'],
    ]);
  });

  it('takes a rule for UTC whatever zone it is given', () => {
    const parity = scheduleParity('30 1 * * *', 'Asia/Tokyo', [{ service: 'rule', expression: 'cron(30 16 * * ? *)', zone: 'Asia/Tokyo' }], YEAR);
    expect(parity.differences).toEqual([]);
  });

  it('counts as an oracle of multisets does', () => {
    const fires = fc.array(fc.integer({ min: 0, max: 12 })).map((values) => values.sort((a, b) => a - b));
    fc.assert(
      fc.property(fires, fires, (legacy, candidate) => {
        const { together, onlyLegacy, onlyCandidate } = compareFires(legacy, candidate);
        const rest = [...candidate];
        const alone = legacy.filter((at) => {
          const found = rest.indexOf(at);
          if (found >= 0) rest.splice(found, 1);
          return found < 0;
        });
        expect(onlyLegacy).toEqual(alone);
        expect(onlyCandidate).toEqual(rest);
        expect(together).toBe(legacy.length - alone.length);
      }),
    );
  });
});

describe('a schedule in words', () => {
  it.each([
    ['30 1 * * *', 'At 01:30'],
    ['0 0 13 * 5', 'either day is enough'],
    ['@reboot', 'when the host starts'],
    ['@hourly', 'Every hour'],
  ])('%s', (text, expected) => expect(describeCron(text)).toContain(expected));
});
