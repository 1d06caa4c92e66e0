import type { Secrets } from '../model/context.ts';

/** Words that steer the program, and names by which it finds things again: a secret that happens to be one of them must not change what they say. */
const STEERING: ReadonlySet<string> = new Set([
  ...['type', 'kind', 'status', 'schema', 'severity', 'outcome', 'code', 'class'],
  ...['scenario', 'run', 'step', 'take', 'side', 'id', 'seal', 'folder'],
]);

/** A copy of plain data in which every text is redacted; numbers, keys and the words that steer the program stay. `steering`: the fields of those words. */
export function redactTexts<T>(value: T, secrets: Pick<Secrets, 'redact'>, steering = STEERING): T {
  return redacted(value, secrets, steering) as T;
}

function redacted(value: unknown, secrets: Pick<Secrets, 'redact'>, steering: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return secrets.redact(value);
  if (Array.isArray(value)) return value.map((item) => redacted(item, secrets, steering));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const steers = (key: string, item: unknown) => steering.has(key) && typeof item === 'string';
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, steers(key, item) ? item : redacted(item, secrets, steering)]));
}
