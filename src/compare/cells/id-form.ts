const FORMS: readonly { readonly name: string; readonly pattern: RegExp; readonly sized: boolean }[] = [
  { name: 'uuid', pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, sized: false },
  { name: 'digits', pattern: /^\d+$/, sized: true },
  { name: 'hex', pattern: /^[0-9a-f]+$/i, sized: true },
  { name: 'token', pattern: /^[\w-]+$/, sized: true },
];

/** Whether a text is a generated id of a form: `uuid`, `hex`, `digits` or `token`, with its length (`hex 32`) or of any. False for a form that is none. */
export function hasForm(text: string, form: string): boolean {
  const [name, length] = form.split(' ');
  const known = FORMS.find((one) => one.name === name);
  return known?.pattern.test(text) === true && (length === undefined || text.length === Number(length));
}

/** The narrowest form that all texts have; undefined where they have none in common, or are too short to be generated. */
export function formOf(texts: readonly string[]): string | undefined {
  const [first] = texts;
  if (first === undefined || texts.some((text) => text.length < SHORTEST)) return undefined;
  const found = FORMS.find(({ pattern }) => texts.every((text) => pattern.test(text)));
  if (found === undefined) return undefined;
  return found.sized && texts.every((text) => text.length === first.length) ? `${found.name} ${first.length}` : found.name;
}

/** Shorter texts are codes and words, which a form would hide. */
const SHORTEST = 8;
