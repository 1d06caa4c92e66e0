import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatsOf } from './detect-formats.ts';
import { TimeFormat } from './time-format.ts';

/** Instants from 1900 to 2099, in milliseconds. */
const instants = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2099, 11, 31) });
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number) => String(value).padStart(2, '0');

/** What Node's own calendar writes, by format. */
const WRITERS: Readonly<Record<string, { readonly unit: number; readonly write: (time: Date) => string }>> = {
  'YYYY-MM-DD': { unit: 86_400_000, write: (time) => time.toISOString().slice(0, 10) },
  'YYYY/MM/DD hh:mm': { unit: 60_000, write: (time) => time.toISOString().slice(0, 16).replaceAll('-', '/').replace('T', ' ') },
  'YYYY-MM-DDThh:mm:ss.fffZ': { unit: 1, write: (time) => time.toISOString() },
  YYYYMMDDhhmmss: { unit: 1000, write: (time) => time.toISOString().slice(0, 19).replace(/\D/g, '') },
  'D/M/YYYY': { unit: 86_400_000, write: (time) => `${time.getUTCDate()}/${time.getUTCMonth() + 1}/${time.getUTCFullYear()}` },
  'DD-Mon-YYYY hh:mm:ss': {
    unit: 1000,
    write: (time) => `${two(time.getUTCDate())}-${MONTHS[time.getUTCMonth()]}-${time.getUTCFullYear()} ${time.toISOString().slice(11, 19)}`,
  },
  'MM/DD/YYYY h:mm:ss AM': {
    unit: 1000,
    write: (time) =>
      `${two(time.getUTCMonth() + 1)}/${two(time.getUTCDate())}/${time.getUTCFullYear()} ${time.getUTCHours() % 12 === 0 ? 12 : time.getUTCHours() % 12}${time.toISOString().slice(13, 19)} ${time.getUTCHours() < 12 ? 'AM' : 'PM'}`,
  },
};

describe('TimeFormat', () => {
  it.each(Object.entries(WRITERS))('reads %s as the calendar of Node writes it', (name, { unit, write }) => {
    fc.assert(
      fc.property(instants, (instant) => {
        const time = new Date(Math.floor(instant / unit) * unit);
        const read = new TimeFormat(name).read(write(time));
        expect((read?.seconds ?? Number.NaN) * 1000 + (read?.nanos ?? 0) / 1e6).toBe(time.getTime());
        expect(formatsOf(write(time)).map((format) => format.read(write(time)))).toContainEqual(read);
      }),
    );
  });

  it('reads offsets, fractions and short years', () => {
    expect(new TimeFormat('YYYY-MM-DD hh:mm:ss±hh:mm').read('2026-11-25 09:00:00-03:30')).toMatchObject({ offset: -12_600 });
    expect(new TimeFormat('YYYY-MM-DD hh:mm:ss±hh').read('2026-11-25 09:00:00+09')).toMatchObject({ offset: 32_400 });
    expect(new TimeFormat('YYYY-MM-DD hh:mm:ss.ffffff').read('1970-01-01 00:00:01.000250')).toEqual({
      seconds: 1,
      nanos: 250_000,
      offset: undefined,
    });
    expect(new TimeFormat('DD-MON-YY').read('01-JAN-70')).toMatchObject({ seconds: 0 });
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '2026-11-25 24:00',
    '2026-11-25 23:60',
    '2026-11-25 23:59:60',
    '2026-11-25 9:00:00x',
    '2026-11-25T',
    '',
    'x'.repeat(10_000),
    '12345678',
    '123-45-6789',
  ])('finds no time in %j', (text) => {
    expect(formatsOf(text)).toEqual([]);
  });

  it('reads in each format only the texts that it writes: no two texts of one format are the same time', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?$/), (text) => {
        for (const format of formatsOf(text)) {
          const padded = text.replace(/\d+/, (digits) => `0${digits}`);
          expect(format.read(padded)).toBeUndefined();
          expect(format.read(`${text} `)).toBeUndefined();
        }
      }),
    );
  });
});
