import { type Message, message } from '../model/message.ts';
import type { BoundsRule, Expected, Range, SoakRule } from '../model/soak.ts';
import type { JudgedBound, SoakFigures } from '../model/soak-record.ts';
import { dominant, type Status } from '../model/status.ts';
import { grouped } from '../runtime/text.ts';
import type { Pass } from './history.ts';

/** The least and the most of some figures, each widened by a share of itself; whole numbers, never below 0. `values` must not be empty. */
export function rangeOf(values: readonly number[], spread: number): Range {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  // 110 × 1.1 is a little more than 121 in binary.
  const exact = (value: number) => Number(value.toFixed(6));
  return { from: Math.max(0, Math.floor(exact(least * (1 - spread)))), to: Math.ceil(exact(most * (1 + spread))) };
}

/** Judges what was counted by what is expected and by the last passes, output by output. Pure, and the same for the same passes. */
export function judgeBounds(
  figures: SoakFigures,
  outputs: readonly string[],
  history: readonly Pass[],
  { bounds, expect }: Pick<SoakRule, 'bounds' | 'expect'>,
): readonly JudgedBound[] {
  const done = numbers(history, ({ doneAfterMs }) => doneAfterMs);
  return [
    ...(figures.doneAfterMs === undefined ? [] : [byHistory('done', 'done after its fire, ms', figures.doneAfterMs, done, bounds)]),
    ...outputs.flatMap((output) => judgeOutput(output, figures, history, bounds, expect[output] ?? {})),
  ];
}

/** An output whose amount nothing bounds was not judged, however clean the rest. */
export function unbounded(judged: readonly JudgedBound[], outputs: readonly string[]): readonly string[] {
  const asked = (id: string) => judged.some((one) => one.id === id && one.status !== 'not-asked');
  return outputs.filter((output) => !asked(`${output}.rows`) && !asked(`${output}.bytes`));
}

function judgeOutput(output: string, figures: SoakFigures, history: readonly Pass[], rule: BoundsRule, expected: Expected): readonly JudgedBound[] {
  const mine = figures.outputs[output];
  // That it is missing was said already.
  if (mine === undefined) return [];
  const of = (pick: (one: SoakFigures['outputs'][string]) => number | undefined) =>
    numbers(history, ({ outputs }) => (outputs[output] === undefined ? undefined : pick(outputs[output])));
  const amount = (name: 'rows' | 'bytes', value: number) => {
    const given = expected[name];
    const what = `${name} of ${output}`;
    return given === undefined
      ? byHistory(
          `${output}.${name}`,
          what,
          value,
          of((one) => one[name]),
          rule,
        )
      : within(`${output}.${name}`, what, value, given, 'as the scenario says');
  };
  return [
    ...(mine.rows === undefined ? [] : [amount('rows', mine.rows)]),
    amount('bytes', mine.bytes),
    byHistory(
      `${output}.files`,
      `files of ${output}`,
      mine.files,
      of((one) => one.files),
      rule,
    ),
    byNames(output, mine.names, history, rule),
    ...(expected.columns === undefined ? [] : [byColumns(output, mine.columns, expected.columns)]),
  ];
}

function byHistory(id: string, what: string, value: number, values: readonly number[], { atLeast, spread }: BoundsRule): JudgedBound {
  if (values.length < atLeast) return notAsked(id, what, values.length, atLeast);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const how = `the last ${values.length} passes had ${grouped(least)} to ${grouped(most)}, widened by ${Math.round(spread * 100)} %`;
  return within(id, what, value, rangeOf(values, spread), how);
}

function within(id: string, what: string, value: number, { from, to }: Range, how: string): JudgedBound {
  const status = value >= from && value <= to ? 'pass' : 'fail';
  const values = { what, value: grouped(value), from: grouped(from), to: grouped(to), how };
  const text = status === 'pass' ? '{what}: {value}, within {from} to {to} ({how})' : '{what}: {value}, outside of {from} to {to} ({how})';
  return { id, status, text: message('soak.bound', text, values) };
}

/** A name that no pass had is new, one that all had is missing. */
function byNames(output: string, names: readonly string[], history: readonly Pass[], { atLeast }: BoundsRule): JudgedBound {
  const id = `${output}.names`;
  const before = history.flatMap(({ figures }) => figures.outputs[output]?.names ?? []);
  const passes = history.flatMap(({ figures }) => figures.outputs[output] ?? []);
  if (passes.length < atLeast) return notAsked(id, `names of the files of ${output}`, passes.length, atLeast);
  const always = [...new Set(before)].filter((name) => passes.every((pass) => pass.names.includes(name)));
  const [missing, added] = [always.filter((name) => !names.includes(name)), names.filter((name) => !before.includes(name))];
  const values = { output, missing: missing.join(', '), added: added.join(', '), passes: passes.length };
  const told = (text: string, status: Status): JudgedBound => ({ id, status, text: message('soak.names', text, values) });
  if (missing.length > 0) return told('{output} lacks {missing}, which all of the last {passes} passes had', 'fail');
  if (added.length > 0) return told('{output} has {added}, which none of the last {passes} passes had', 'fail');
  return told('the files of {output} are named as in the last {passes} passes', 'pass');
}

function byColumns(output: string, columns: readonly string[] | undefined, expected: readonly string[]): JudgedBound {
  const same = columns !== undefined && columns.length === expected.length && columns.every((name, index) => name === expected[index]);
  const values = { output, columns: columns?.join(', ') ?? 'none', expected: expected.join(', ') };
  const text = same ? '{output} has the columns that the scenario says' : '{output} has the columns {columns}; the scenario says {expected}';
  return { id: `${output}.columns`, status: same ? 'pass' : 'fail', text: message('soak.columns', text, values) };
}

function notAsked(id: string, what: string, count: number, atLeast: number): JudgedBound {
  return {
    id,
    status: 'not-asked',
    text: message('soak.no-history', '{what}: not judged; {count} passes say it, {atLeast} are asked for', { what, count, atLeast }),
  };
}

function numbers(history: readonly Pass[], pick: (figures: SoakFigures) => number | undefined): readonly number[] {
  return history.flatMap(({ figures }) => pick(figures) ?? []);
}

/** The worst of those that were asked; undefined where none was. */
export function boundsStatus(judged: readonly JudgedBound[]): Status | undefined {
  const asked = judged.flatMap(({ status }) => (status === 'not-asked' ? [] : [status]));
  return asked.length === 0 ? undefined : dominant(asked);
}

/** The words of those that failed. */
export function outside(judged: readonly JudgedBound[]): readonly Message[] {
  return judged.filter(({ status }) => status === 'fail').map(({ text }) => text);
}
