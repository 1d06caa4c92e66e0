import { TwinrunError } from '../model/error.ts';
import type { Location } from '../model/location.ts';
import type { HostAddress, World } from '../model/world.ts';
import { addDays, formatDate } from './calendar-date.ts';
import { type Expression, KNOWN_VARIABLES, parseTemplate } from './template.ts';

/** What texts of a scenario may be filled in with. */
export interface Variables {
  /** The business date, `YYYY-MM-DD`. */
  readonly date: string;
  readonly hosts: Readonly<Record<string, HostAddress>>;
}

/** The variables of one run. `businessDate` is `YYYY-MM-DD`. */
export function makeVariables(world: World, businessDate: string): Variables {
  return { date: businessDate, hosts: world.hosts };
}

/**
 * A copy of the value with all `{{…}}` in its strings filled in, however deep; keys stay as they are.
 * Throws `variable.unknown` for what is no variable, `variable.host` for a host that the workspace does not name.
 */
export function expand<T>(value: T, variables: Variables, at?: Location): T {
  return expandAny(value, variables, at) as T;
}

function expandAny(value: unknown, variables: Variables, at: Location | undefined): unknown {
  if (typeof value === 'string') return expandText(value, variables, at);
  if (Array.isArray(value)) return value.map((item) => expandAny(item, variables, at));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expandAny(item, variables, at)]));
}

function expandText(text: string, variables: Variables, at: Location | undefined): string {
  return parseTemplate(text)
    .map((part) => {
      if ('literal' in part) return part.literal;
      if (part.expression === undefined) throw unknownVariable(part.source, at);
      return textOf(part.expression, variables, part.source, at);
    })
    .join('');
}

function textOf(expression: Expression, variables: Variables, source: string, at: Location | undefined): string {
  if (expression.kind === 'date') return formatDate(addDays(variables.date, expression.days), expression.format);
  const host = Object.hasOwn(variables.hosts, expression.name) ? variables.hosts[expression.name] : undefined;
  if (host !== undefined) return String(host[expression.property]);
  throw new TwinrunError({
    code: 'variable.host',
    class: 'misuse',
    message: `${source} names a host that the workspace does not have`,
    expected: `one of ${Object.keys(variables.hosts).join(', ') || '(no hosts)'}`,
    received: expression.name,
    ...(at === undefined ? {} : { at }),
    fix: `Name ${expression.name} under \`hosts:\` in twinrun.yaml, or correct the name here.`,
  });
}

function unknownVariable(source: string, at: Location | undefined): TwinrunError {
  return new TwinrunError({
    code: 'variable.unknown',
    class: 'misuse',
    message: `${source} is no variable`,
    expected: KNOWN_VARIABLES,
    received: source,
    ...(at === undefined ? {} : { at }),
    fix: 'Use one of the known variables; a text that must hold `{{` cannot be written here.',
  });
}
