import type { CheckResult } from '../../model/check.ts';
import type { Cell, Difference } from '../../model/difference.ts';
import type { ErrorData } from '../../model/error.ts';
import type { Explanation } from '../../model/explanation.ts';
import type { Message, Value, Values } from '../../model/message.ts';
import type { Output } from '../../model/scenario.ts';
import { maskedText } from '../../runtime/masked-text.ts';
import type { Mask } from './make-mask.ts';

/** Values of messages by these names are words of ours: names, counts, rules. All others may hold what a cell holds. */
const OURS = new Set([
  ...[
    'side',
    'sides',
    'output',
    'column',
    'columns',
    'check',
    'effect',
    'file',
    'files',
    'source',
    'charset',
    'zone',
    'how',
    'what',
    'by',
    'order',
    'rule',
    'setting',
  ],
  ...[
    'kind',
    'type',
    'count',
    'rows',
    'records',
    'lines',
    'line',
    'index',
    'n',
    'id',
    'limit',
    'detail',
    'views',
    'digits',
    'days',
    'hours',
    'number',
    'bound',
    'writtenAt',
  ],
  ...[
    'startedAt',
    'finishedAt',
    'age',
    'outcome',
    'allowance',
    'until',
    'day',
    'date',
    'aggregate',
    'scope',
    'mode',
    'unit',
    'bytes',
    'size',
    'host',
    'added',
    'removed',
    'changed',
    'cells',
  ],
]);

/** Shorter texts are in every sentence. */
const SHORTEST = 3;

/** What is personal in the output that a check looks at. */
export interface Personal {
  readonly columns: ReadonlySet<string>;
  /** Columns of the key, in the order of a difference's `key`. */
  readonly key: readonly string[];
  /** Every cell may be personal: the check makes columns of its own. */
  readonly everything: boolean;
}

/** Undefined where nothing of what the check looks at is personal. */
export function personalOf(check: string, output: string | undefined, outputs: Readonly<Record<string, Output>>): Personal | undefined {
  const named = Object.values(outputs).filter(
    (one, nth) => (output === undefined || Object.keys(outputs)[nth] === output) && (one.personal ?? []).length > 0,
  );
  if (named.length === 0) return undefined;
  const key = (named[0]?.format.config as { key?: unknown } | null | undefined)?.key;
  const columns = new Set(named.flatMap(({ personal = [] }) => personal));
  return { columns, key: Array.isArray(key) ? key.map(String) : [], everything: check === 'sql-assertion' };
}

/**
 * A result as it may leave judging: personal cells, keys, and whatever of them stands in sentences, are masked. What cannot be told apart from a personal value is taken
 * for one.
 */
export function maskResult(result: CheckResult, personal: Personal, mask: Mask): CheckResult {
  const hidden = new Set<string>();
  collect(result, personal, hidden);
  const words = [...hidden].filter((word) => word.length >= SHORTEST).sort((a, b) => b.length - a.length);
  const clean = (text: string) => words.reduce((all, word) => all.replaceAll(word, maskedText(mask(word))), text);
  const value = (name: string, one: Value): Value =>
    typeof one !== 'string' ? one : isOurs(name) ? clean(one) : hidden.has(one) ? maskedText(mask(one)) : clean(one);
  const values = (all: Values): Values => Object.fromEntries(Object.entries(all).map(([name, one]) => [name, value(name, one)]));
  const message = ({ id, text, values: all }: Message): Message => ({ id, text: clean(text), values: values(all) });
  const cell = (one: Cell): Cell => ('text' in one && hidden.has(one.text) ? { masked: mask(one.text) } : one);
  const difference = (one: Difference): Difference => ({
    ...one,
    ...(one.key === undefined ? {} : { key: one.key.map((part) => (hidden.has(part) ? maskedText(mask(part)) : part)) }),
    ...(one.legacy === undefined ? {} : { legacy: cell(one.legacy) }),
    ...(one.candidate === undefined ? {} : { candidate: cell(one.candidate) }),
    ...(one.message === undefined ? {} : { message: message(one.message) }),
  });
  const explanation = (one: Explanation): Explanation => ({
    ...one,
    parameters: values(one.parameters),
    example: difference(one.example),
    cause: message(one.cause),
    fix: message(one.fix),
  });
  return {
    ...result,
    summary: message(result.summary),
    figures: values(result.figures),
    differences: result.differences.map(difference),
    allowed: result.allowed.map((one) => ({ ...one, example: difference(one.example), message: message(one.message) })),
    findings: result.findings.map((one) => ({ ...one, message: message(one.message), fix: message(one.fix) })),
    explanations: result.explanations.map(explanation),
    ...(result.unexplained === undefined ? {} : { unexplained: { ...result.unexplained, first: result.unexplained.first.map(difference) } }),
  };
}

/** The error of a check that crashed: what it received may be a cell. */
export function maskError({ received: _, expected: __, ...error }: ErrorData): ErrorData {
  return { ...error, message: `${error.code}: what it says is left out, for the output has personal columns` };
}

function isOurs(name: string): boolean {
  return OURS.has(name) || /\.(rows|cells|records|bytes|sha256)$/.test(name);
}

/** Every text that may be personal. */
function collect(result: CheckResult, personal: Personal, hidden: Set<string>): void {
  const message = ({ values }: Message) => {
    for (const [name, value] of Object.entries(values)) if (typeof value === 'string' && !isOurs(name) && !isFigure(value)) hidden.add(value);
  };
  const difference = (one: Difference) => {
    const secret = one.column === undefined ? one.kind !== 'representation' : personal.everything || touches(one.column, personal);
    for (const cell of [one.legacy, one.candidate])
      if (secret && cell !== undefined && 'text' in cell && !(one.column === undefined && isFigure(cell.text))) hidden.add(cell.text);
    for (const [nth, part] of (one.key ?? []).entries()) {
      const column = personal.key[nth];
      if (personal.everything || column === undefined || personal.columns.has(column)) hidden.add(part);
    }
    if (one.message !== undefined && secret) message(one.message);
  };
  for (const one of result.differences) difference(one);
  for (const { example } of result.allowed) difference(example);
  for (const { message: text } of result.findings) message(text);
  for (const { column, example, parameters, cause, fix } of result.explanations) {
    difference(example);
    if (column !== undefined && !touches(column, personal)) continue;
    for (const [name, value] of Object.entries(parameters)) if (typeof value === 'string' && !isOurs(name)) hidden.add(value);
    message(cause);
    message(fix);
  }
  for (const one of result.unexplained?.first ?? []) difference(one);
  for (const [name, value] of Object.entries(result.figures))
    if (typeof value === 'string' && !isOurs(name) && !isFigure(value) && (personal.everything || touches(name, personal))) hidden.add(value);
}

/** A column, or what is named after one: `min(email)`. */
function touches(column: string, { columns }: Personal): boolean {
  return [...columns].some((one) => column === one || column.includes(one));
}

/** Counts, sizes, sums of hashes and times say nothing about a person. */
function isFigure(text: string): boolean {
  return /^-?[\d,. ]{1,15}$/.test(text) && text.replace(/\D/g, '').length < 4 ? true : /^[0-9a-f]{64}$/.test(text);
}
