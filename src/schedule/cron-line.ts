const MACROS = ['@hourly', '@daily', '@midnight', '@weekly', '@monthly', '@yearly', '@annually'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, names: MONTHS },
  { name: 'day of week', from: 0, to: 7, names: DAYS },
];

/**
 * What is wrong with the time part of a crontab line (crontab(5): five fields, or a macro); undefined when nothing is.
 * `@reboot` is no schedule: it names no time.
 */
export function cronProblem(text: string): string | undefined {
  if (text.startsWith('@')) return MACROS.includes(text.toLowerCase()) ? undefined : `a macro with a time: ${MACROS.join(', ')}`;
  const parts = text.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) return `five fields (${FIELDS.map((field) => field.name).join(', ')})`;
  for (const [index, field] of FIELDS.entries()) {
    const problem = fieldProblem(parts[index] ?? '', field);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function fieldProblem(text: string, field: Field): string | undefined {
  const expected = `in the ${field.name} field: *, or numbers from ${field.from} to ${field.to}, with , - and /`;
  for (const item of text.split(',')) {
    const [, first, last, step] = /^(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d+))?$/i.exec(item) ?? [];
    if (first === undefined || (first === '*' && last !== undefined)) return expected;
    const from = first === '*' ? field.from : numberOf(first, field);
    const to = last === undefined ? field.to : numberOf(last, field);
    if (from === undefined || to === undefined || from > to || (step !== undefined && Number(step) === 0)) return expected;
  }
  return undefined;
}

function numberOf(text: string, field: Field): number | undefined {
  const base = field.from === 1 ? 1 : 0;
  const named = field.names?.indexOf(text.toLowerCase()) ?? -1;
  const value = named >= 0 ? named + base : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.from && value <= field.to ? value : undefined;
}
