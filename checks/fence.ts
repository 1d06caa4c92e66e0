import { z } from 'zod';
import {
  type Cell,
  cell,
  type Difference,
  defineCheck,
  type EffectReading,
  inconclusive,
  judge,
  message,
  SIDES,
  type Sighting,
} from '../src/check.ts';

/**
 * Nothing changed at the real targets while the batches ran behind their fences. Added to every scenario by judging; no allowance covers a breach.
 */
export const fence = defineCheck({
  apiVersion: 1,
  id: 'fence',
  title: message('fence', 'no real target was touched'),
  scope: 'outcome',
  options: z.strictObject({}),
  async check(pair) {
    const sources = SIDES.flatMap((side) => pair[side].artifacts.map(({ source }) => source));
    const differences = pair.effects.flatMap((reading) => breaches(reading, sources));
    const unread = pair.effects.find((reading) => reading.error !== undefined);
    const figures = { targets: pair.effects.length, breaches: differences.length };
    if (differences.length === 0 && unread?.error !== undefined) {
      const values = { effect: unread.effect, error: unread.error.message };
      return inconclusive(message('fence.unread', 'the real target of {effect} could not be read: {error}', values), { figures });
    }
    const text = pair.effects.length === 0 ? 'no effect has a real target that can be looked at' : '{targets} real targets are as they were';
    const summary = differences[0]?.message ?? message(pair.effects.length === 0 ? 'fence.none' : 'fence.holds', text, figures);
    return judge({ allowances: [] }, { differences, figures, summary: () => summary });
  },
});

function breaches({ effect, before, after, error }: EffectReading, sources: readonly string[]): Difference[] {
  if (error !== undefined) return [];
  const was = new Map(before.map((sighting) => [sighting.name, sighting]));
  const is = new Map(after.map((sighting) => [sighting.name, sighting]));
  const names = [...new Set([...was.keys(), ...is.keys()])].sort();
  return names.flatMap((name) => {
    const [old, now] = [was.get(name), is.get(name)];
    if (old !== undefined && now !== undefined && describe(old) === describe(now)) return [];
    const what = old === undefined ? 'appeared' : now === undefined ? 'vanished' : 'changed';
    const text = `the fence of {effect} was breached: {name} ${what} at the real target`;
    // A place for rehearsals below the real one is no fence: who reads the target by its prefix reads it, too. Names of S3 are whole keys.
    const own = sources.find((source) => /^s3:\/\/[^/]+\/(.*)$/s.exec(source)?.[1] === name);
    const below =
      own === undefined ? '' : '; this run collects {own}: where that is the same bucket, the place for rehearsals lies within the real target';
    return [
      {
        kind: 'value',
        ...seen(old, now),
        message: message(`fence.${what}`, `${text}${below}`, { effect, name, ...(own === undefined ? {} : { own }) }),
      },
    ];
  });
}

/** Before and after stand where legacy and candidate stand elsewhere: which side did it is not known. */
function seen(old: Sighting | undefined, now: Sighting | undefined): { legacy?: Cell; candidate?: Cell } {
  return { ...(old === undefined ? {} : { legacy: cell(describe(old)) }), ...(now === undefined ? {} : { candidate: cell(describe(now)) }) };
}

function describe({ size, writtenAt, content }: Sighting): string {
  return [
    `${size} bytes`,
    ...(content === undefined ? [] : [`content ${content}`]),
    ...(writtenAt === undefined ? [] : [`written ${writtenAt}`]),
  ].join(', ');
}
