/** One part of a calendar expression: what it may hold, lowest and highest. */
export interface CalendarRange {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** `Mon,Thu..Sat`; the full names too. Days are 0 (Sunday) to 6; undefined where it is no list of days. */
export function readWeekdays(text: string): readonly number[] | string | undefined {
  if (!/^[A-Za-z]{3,9}(?:(?:,|\.\.|-)[A-Za-z]{3,9})*,?$/.test(text)) return undefined;
  const days = new Set<number>();
  for (const part of text.replace(/,$/, '').split(',')) {
    const [first = '', last = first, ...more] = part.split(/\.\.|-/);
    const [from, to] = [NAMES.get(first.toLowerCase()), NAMES.get(last.toLowerCase())];
    if (from === undefined || to === undefined || more.length > 0) return undefined;
    if (from > to) return `days that run forwards from Monday to Sunday, not \`${part}\``;
    for (let day = from; day <= to; day++) days.add((day + 1) % 7);
  }
  return [...days].sort((a, b) => a - b);
}

/** By small letters, Monday first: so systemd counts. */
const NAMES = new Map(
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].flatMap((name, index) => [
    [name, index] as const,
    [name.slice(0, 3), index] as const,
  ]),
);

/** Values of `*`, or of a list of `a`, `a..b`, `a/step`, `a..b/step`; or what was expected. */
export function readParts(text: string, { name, from, to }: CalendarRange): readonly number[] | string {
  if (text === '*') return rising(from, to, 1);
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [, first, last, step] = /^(\d+)(?:\.\.(\d+))?(?:\/(\d+))?$/.exec(part) ?? [];
    if (first === undefined) return `a ${name} such as 1, 1..5, 1/2 or *, not \`${part}\``;
    const [start, end] = [Number(first), last === undefined ? (step === undefined ? Number(first) : to) : Number(last)];
    const by = step === undefined ? 1 : Number(step);
    // As systemd does it: a step that leads nowhere is a mistake.
    if (start < from || end > to || start > end || by === 0 || (step !== undefined && start + by > end))
      return `a ${name} from ${from} to ${to}, forwards, not \`${part}\``;
    for (const value of rising(start, end, by)) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function rising(from: number, to: number, by: number): number[] {
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by);
}
