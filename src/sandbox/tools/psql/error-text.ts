import { displayWidth } from './aligned-table.ts';

/** What the server tells with an error or a notice. */
export interface ServerMessage {
  readonly severity?: string | undefined;
  readonly message?: string | undefined;
  readonly position?: string | undefined;
  readonly internalPosition?: string | undefined;
  readonly internalQuery?: string | undefined;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  readonly where?: string | undefined;
}

/** libpq's numbers (fe-protocol3.c, reportErrorPosition). */
const LONGEST_LINE = 60;
const LEAST_AFTER_CURSOR = 10;

/** The text that libpq makes of a message, with default verbosity; ends with a newline. Context only for errors, as psql's default. */
export function errorText(message: ServerMessage, query: string | undefined): string {
  const lines = [`${message.severity ?? 'ERROR'}:  ${message.message ?? ''}`];
  if (message.position !== undefined && query !== undefined) lines.push(...cursor(query, Number(message.position)));
  else if (message.internalPosition !== undefined && message.internalQuery !== undefined) {
    lines.push(...cursor(message.internalQuery, Number(message.internalPosition)));
  }
  if (message.detail !== undefined) lines.push(`DETAIL:  ${message.detail}`);
  if (message.hint !== undefined) lines.push(`HINT:  ${message.hint}`);
  if (message.internalQuery !== undefined && message.internalPosition === undefined) lines.push(`QUERY:  ${message.internalQuery}`);
  if (message.where !== undefined && isError(message)) lines.push(`CONTEXT:  ${message.where}`);
  return `${lines.join('\n')}\n`;
}

function isError({ severity }: ServerMessage): boolean {
  return severity === undefined || ['ERROR', 'FATAL', 'PANIC'].includes(severity);
}

/** The line of the query with the place (in characters, from 1), and a `^` below it. */
function cursor(query: string, position: number): string[] {
  const characters = [...query.replaceAll('\t', ' ')];
  const at = position - 1;
  if (!(at >= 0 && at <= characters.length)) return [];
  const before = characters
    .slice(0, at)
    .join('')
    .split(/\r\n|\r|\n/);
  const prior = [...(before.at(-1) ?? '')];
  const rest = [
    ...(characters
      .slice(at)
      .join('')
      .split(/[\r\n]/)[0] ?? ''),
  ];
  const { line, place, cutLeft, cutRight } = cut(prior, rest);
  const head = `LINE ${before.length}: ${cutLeft ? '...' : ''}`;
  return [`${head}${line}${cutRight ? '...' : ''}`, `${' '.repeat(head.length + place)}^`];
}

function cut(prior: readonly string[], rest: readonly string[]): { line: string; place: number; cutLeft: boolean; cutRight: boolean } {
  const line = [...prior, ...rest];
  const width = (from: number, to: number): number => displayWidth(line.slice(from, to).join(''));
  const at = prior.length;
  let [begin, end] = [0, line.length];
  if (width(begin, end) > LONGEST_LINE) {
    if (LONGEST_LINE >= width(0, at) + LEAST_AFTER_CURSOR) while (width(begin, end) > LONGEST_LINE) end -= 1;
    else {
      while (width(at, end) > LEAST_AFTER_CURSOR) end -= 1;
      while (width(begin, end) > LONGEST_LINE) begin += 1;
    }
  }
  return { line: line.slice(begin, end).join(''), place: width(begin, at), cutLeft: begin > 0, cutRight: end < line.length };
}
