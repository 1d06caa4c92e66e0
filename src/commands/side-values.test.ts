import { expect, it } from 'vitest';
import { sideValues } from './side-values.ts';

it.each([
  [['UTC'], { legacy: 'UTC', candidate: 'UTC' }],
  [['legacy=Asia/Tokyo,candidate=UTC'], { legacy: 'Asia/Tokyo', candidate: 'UTC' }],
  [['candidate=a,b=c.csv'], { candidate: 'a,b=c.csv' }],
  [['x', 'legacy=y'], { legacy: 'y', candidate: 'x' }],
  [[], {}],
])('reads %j', (texts, values) => expect(sideValues('time-zone', texts)).toEqual(values));

it.each(['', 'legacy=', 'legacy=a,candidate='])('refuses %j', (text) =>
  expect(() => sideValues('time-zone', [text])).toThrow(expect.objectContaining({ code: 'cli.side-value', exitCode: 3 })),
);
