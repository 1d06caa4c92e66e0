import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firesOfText } from './cron-fires.ts';
import { calendarFires, type OnCalendar, readOnCalendar } from './on-calendar.ts';

const DAY_MS = 86_400_000;

function read(text: string): OnCalendar {
  const found = readOnCalendar(text);
  if (typeof found === 'string') throw new Error(`${text}: ${found}`);
  return found;
}

const next = (text: string, from = '2026-11-27T12:00:00Z', zone = 'UTC') => {
  const start = Date.parse(from);
  return calendarFires(read(text), zone, { from: start, until: start + 740 * DAY_MS })
    .slice(0, 3)
    .map((at) => new Date(at).toISOString().replace('.000Z', 'Z'));
};

/** Every minute of some days as the wall of a zone shows it, in order; the second of two equal ones is marked. */
function wallOf(zone: string, from: number, days: number) {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
    weekday: 'short',
  });
  const seen = new Set<string>();
  return Array.from({ length: days * 1440 }, (_, index) => {
    const at = from + index * 60_000;
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const key = [part.year, part.month, part.day, part.hour, part.minute].join(' ');
    const again = seen.has(key);
    seen.add(key);
    const number = (name: string) => Number(part[name]);
    return { at, again, weekday: part.weekday ?? '', month: number('month'), day: number('day'), hour: number('hour'), minute: number('minute') };
  });
}

const WALLS = new Map(
  [
    ['UTC', '2026-02-26T00:00:00Z'],
    ['Europe/Berlin', '2026-03-27T00:00:00Z'],
    ['America/New_York', '2026-10-30T00:00:00Z'],
    ['Asia/Tokyo', '2027-12-29T00:00:00Z'],
    // Half an hour.
    ['Australia/Lord_Howe', '2026-04-03T00:00:00Z'],
  ].map(([zone = '', from = '']) => [zone, wallOf(zone, Date.parse(from), 5)] as const),
);

/** A part as text, and what it means, said without reading the text. */
const part = (from: number, to: number) =>
  fc.oneof(
    fc.constant({ text: '*', holds: () => true }),
    fc
      .uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: 3 })
      .map((values) => ({ text: values.join(','), holds: (n: number) => values.includes(n) })),
    fc.tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to })).map(([a, b]) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      return { text: `${low}..${high}`, holds: (n: number) => n >= low && n <= high };
    }),
    fc
      .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: 1, max: 12 }))
      .filter(([start, step]) => start + step <= to)
      .map(([start, step]) => ({ text: `${start}/${step}`, holds: (n: number) => n >= start && (n - start) % step === 0 })),
  );

const WEEK = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const weekdays = fc.option(fc.subarray(WEEK, { minLength: 1 }), { nil: undefined });

describe('calendar expressions of systemd', () => {
  it('fire at the minutes of the wall that they name, whatever the clock does', () => {
    fc.assert(
      fc.property(
        ...([weekdays, part(1, 12), part(1, 31), part(0, 23), part(0, 59), fc.constantFrom(...WALLS.keys())] as const),
        (week, month, day, hour, minute, zone) => {
          const wall = WALLS.get(zone) ?? [];
          const text = `${week === undefined ? '' : `${week.join(',')} `}*-${month.text}-${day.text} ${hour.text}:${minute.text}`;
          const expected = wall.filter(
            (now) =>
              !now.again &&
              week?.includes(now.weekday) !== false &&
              month.holds(now.month) &&
              day.holds(now.day) &&
              hour.holds(now.hour) &&
              minute.holds(now.minute),
          );
          const [from = 0, until = 0] = [wall[0]?.at, (wall.at(-1)?.at ?? 0) + 60_000];
          // What came twice before the span begins is not in it.
          expect(calendarFires(read(text), zone, { from, until })).toEqual(expected.map(({ at }) => at));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('are said as a crontab line only where that fires the same', () => {
    fc.assert(
      fc.property(weekdays, part(1, 12), part(1, 31), part(0, 23), part(0, 59), (week, month, day, hour, minute) => {
        const calendar = read(`${week === undefined ? '' : `${week.join(',')} `}*-${month.text}-${day.text} ${hour.text}:${minute.text}:00`);
        expect(calendar.cron === undefined).toBe(week !== undefined && day.text !== '*');
        if (calendar.cron === undefined) return;
        const span = { from: Date.parse('2026-01-01T00:00:00Z'), until: Date.parse('2026-04-01T00:00:00Z') };
        expect(firesOfText(calendar.cron, 'UTC', span)).toEqual(calendarFires(calendar, 'UTC', span));
      }),
      { numRuns: 40 },
    );
  });

  it.each<[string, readonly string[]]>([
    ['daily', ['2026-11-28T00:00:00Z', '2026-11-29T00:00:00Z', '2026-11-30T00:00:00Z']],
    ['hourly', ['2026-11-27T12:00:00Z', '2026-11-27T13:00:00Z', '2026-11-27T14:00:00Z']],
    ['minutely', ['2026-11-27T12:00:00Z', '2026-11-27T12:01:00Z', '2026-11-27T12:02:00Z']],
    ['Weekly', ['2026-11-30T00:00:00Z', '2026-12-07T00:00:00Z', '2026-12-14T00:00:00Z']],
    ['monthly', ['2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z']],
    ['quarterly', ['2027-01-01T00:00:00Z', '2027-04-01T00:00:00Z', '2027-07-01T00:00:00Z']],
    ['daily Asia/Tokyo', ['2026-11-27T15:00:00Z', '2026-11-28T15:00:00Z', '2026-11-29T15:00:00Z']],
    ['2027-03-05', ['2027-03-05T00:00:00Z']],
    ['2020-03-05', []],
    ['03-05 08:05:40', ['2027-03-05T08:05:40Z', '2028-03-05T08:05:40Z']],
    ['Wed *-1', ['2027-09-01T00:00:00Z', '2027-12-01T00:00:00Z', '2028-03-01T00:00:00Z']],
    ['*-*~01 18:00', ['2026-11-30T18:00:00Z', '2026-12-31T18:00:00Z', '2027-01-31T18:00:00Z']],
    ['*-02~03', ['2027-02-26T00:00:00Z', '2028-02-27T00:00:00Z']],
    ['monday..friday 2,20:30', ['2026-11-27T20:30:00Z', '2026-11-30T02:30:00Z', '2026-11-30T20:30:00Z']],
    ['Fri 12:00:30', ['2026-11-27T12:00:30Z', '2026-12-04T12:00:30Z', '2026-12-11T12:00:30Z']],
    ['*:20/25', ['2026-11-27T12:20:00Z', '2026-11-27T12:45:00Z', '2026-11-27T13:20:00Z']],
  ])('%s', (text, expected) => expect(next(text)).toEqual(expected));

  it.each([
    '',
    'sometimes',
    '@daily',
    'Sat..Mon 10:00',
    '25:00',
    '00:60',
    '10:00 daily',
    '12',
    '*~29',
    '*~16..31',
    '12..1/2-*',
    '20/4:00',
    '00:00/60',
    '*:*:*',
    '00:00:0/10',
    '00:00:00.5',
    '*-13-01',
    '*/5:00',
    'Mon,Funday 10:00',
    '*-*-* 10:00 Mars/Base',
  ])('refuses %j, and says what was expected', (text) => expect(readOnCalendar(text)).toEqual(expect.stringMatching(/[a-z]{3}/)));

  it('never throws, whatever it is given', () => {
    for (const text of ['__proto__', 'constructor', 'toString']) expect(readOnCalendar(text)).toBeTypeOf('string');
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'*-~:,./0123 MonUTC') })), (text) => {
        readOnCalendar(text);
      }),
    );
  });
});
