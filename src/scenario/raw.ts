import type { Path } from './path.ts';

/** A mapping as read from YAML; anything else counts as an empty one. For rules that must work on half-right files. */
export function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}

/** A list as read from YAML; anything else counts as an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A choice `{ kind: config }` as read from YAML, if it has that form. */
export function choice(value: unknown): { readonly kind: string; readonly config: unknown } | undefined {
  const entries = Object.entries(mapping(value));
  const first = entries[0];
  return first === undefined || entries.length > 1 ? undefined : { kind: first[0], config: first[1] };
}

/** Every string in a value, with its path; keys are not visited. */
export function* strings(value: unknown, path: Path = []): Generator<{ readonly text: string; readonly path: Path }> {
  if (typeof value === 'string') yield { text: value, path };
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* strings(item, [...path, index]);
  else for (const [key, item] of Object.entries(mapping(value))) yield* strings(item, [...path, key]);
}
