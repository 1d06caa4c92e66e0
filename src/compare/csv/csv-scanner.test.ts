import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvScanner } from './csv-scanner.ts';
import { Utf8Check } from './utf8-check.ts';

const piece = fc.constantFrom('a', '""', '"x"', '"a""b"', '"\n"', '"\r\n"', ',', '\n', '\r\n', '\r', '山');
const text = fc.array(piece, { maxLength: 60 }).map((all) => all.join(''));

/** Cuts data into chunks at the given places. */
function chunks(data: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (data.length + 1)), data.length].sort((a, b) => a - b);
  return places.slice(1).map((end, index) => data.subarray(places[index], end));
}

describe('CsvScanner', () => {
  it('sees the fields, and quoted empty ones, that csv-parse sees, however the bytes are cut', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 8 }), (data, cuts) => {
        let quoted: number[][] = [];
        let fields: string[][] = [];
        let current: number[] = [];
        try {
          fields = parse(data, {
            record_delimiter: ['\r\n', '\n', '\r'],
            relax_column_count: true,
            cast: (value, context) => {
              if (context.quoting && value === '') current.push(context.index);
              return value;
            },
            on_record: (record: string[]) => {
              quoted.push(current);
              current = [];
              return record;
            },
          });
        } catch {
          quoted = [];
          return;
        }
        const scanner = new CsvScanner(',', '"');
        for (const chunk of chunks(Buffer.from(data), cuts)) scanner.push(chunk);
        scanner.end();
        const traces = scanner.take();
        expect(traces.map((trace) => trace.fields)).toEqual(fields.map((record) => record.length));
        expect(traces.map((trace) => trace.quotedEmpty)).toEqual(quoted);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('Utf8Check', () => {
  it('finds the first line that the strict decoder refuses, however the bytes are cut', () => {
    const bytes = fc.array(
      fc.constantFrom([0x61], [0x0a], [0xc3, 0xa9], [0xe5, 0xb1, 0xb1], [0xf0, 0x9f, 0x98, 0x80], [0xe5], [0x80], [0xff], [0xf0, 0x9f]),
      {
        maxLength: 30,
      },
    );
    const decodes = (line: Buffer) => {
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(line);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(), { maxLength: 6 }), (parts, cuts) => {
        const data = Buffer.from(parts.flat());
        const lines = data.toString('latin1').split('\n');
        const bad = lines.findIndex((line) => !decodes(Buffer.from(line, 'latin1')));
        const check = new Utf8Check();
        for (const chunk of chunks(data, cuts)) check.push(chunk);
        check.end();
        expect(check.invalidLine).toBe(bad === -1 ? undefined : bad + 1);
      }),
      { numRuns: 2000 },
    );
  });
});
