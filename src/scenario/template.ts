import { DATE_FORMAT } from './calendar-date.ts';

/** What stands between `{{` and `}}`. */
export type Expression =
  | { readonly kind: 'date'; readonly days: number; readonly format: string }
  | { readonly kind: 'host'; readonly name: string; readonly property: 'address' | 'port' | 'user' };

/** A text cut into what stands and what is to be filled in. */
export type TemplatePart = { readonly literal: string } | { readonly source: string; readonly expression: Expression | undefined };

export const KNOWN_VARIABLES =
  '{{date}}, {{date-1d}}, {{date:yyyyMMdd}}, {{date+1d:yyyy/MM/dd}}, {{host.<name>.address}}, {{host.<name>.port}}, {{host.<name>.user}}';

/** Cuts a text at its variables. An unknown one, and a `{{` that is not closed, has no expression. */
export function parseTemplate(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (let start = text.indexOf('{{'); start >= 0; start = text.indexOf('{{', from)) {
    const end = text.indexOf('}}', start);
    const stop = end < 0 ? text.length : end + 2;
    const source = text.slice(start, stop);
    if (start > from) parts.push({ literal: text.slice(from, start) });
    parts.push({ source, expression: end < 0 ? undefined : parseExpression(source.slice(2, -2).trim()) });
    from = stop;
  }
  if (from < text.length) parts.push({ literal: text.slice(from) });
  return parts;
}

function parseExpression(text: string): Expression | undefined {
  const date = /^date(?:([+-]\d{1,3})d)?(?::(.+))?$/.exec(text);
  if (date !== null) {
    const format = date[2] ?? 'yyyy-MM-dd';
    return DATE_FORMAT.test(format) ? { kind: 'date', days: Number(date[1] ?? 0), format } : undefined;
  }
  const [, name, property] = /^host\.([^.]+)\.(address|port|user)$/.exec(text) ?? [];
  return name === undefined ? undefined : { kind: 'host', name, property: property as 'address' | 'port' | 'user' };
}
