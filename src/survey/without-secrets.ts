import { redactTexts } from '../runtime/redact-texts.ts';

/** Fields whose words are ours: a password that happens to be one of them must not change what they say. */
const STEERING: ReadonlySet<string> = new Set(['schema', 'from', 'id', 'scheduler', 'scan', 'kind', 'access', 'origin', 'seen', 'entries', 'sha256']);

/** A copy in which the values of the secrets that were met are in no text. */
export function withoutSecrets<T>(value: T, secrets: ReadonlySet<string>): T {
  // Longer ones first: one may be part of another.
  const ordered = [...secrets].sort((a, b) => b.length - a.length);
  return redactTexts(value, { redact: (text) => ordered.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text) }, STEERING);
}
