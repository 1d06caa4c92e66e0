export type Value = string | number | boolean | null;
export type Values = Readonly<Record<string, Value>>;

/** A sentence for people: stable `id`, English `text`, and the values that were put into it (for translation by id). */
export interface Message {
  readonly id: string;
  readonly text: string;
  readonly values: Values;
}

/** Makes a message. `{name}` in the template is replaced by the value of that name; an unknown name is left as it stands. */
export function message(id: string, template: string, values: Values = {}): Message {
  const text = template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
  return { id, text, values };
}
