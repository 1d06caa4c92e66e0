/** An XML element: its name and either text, children, or nothing. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** What stands in an element: text, a number, a flag, or child elements; `undefined` children are left out. */
type Content = string | number | boolean | readonly (XmlElement | undefined)[];

/** Makes an element. */
export function element(name: string, content: Content = ''): XmlElement {
  if (typeof content === 'object') return { name, text: '', children: content.filter((child) => child !== undefined) };
  return { name, text: String(content), children: [] };
}

/** The element, or nothing when its content is undefined. */
export function optional(name: string, content: string | number | boolean | undefined): XmlElement | undefined {
  return content === undefined ? undefined : element(name, content);
}

/** A document in S3's namespace; error documents have none. */
export function xmlDocument(root: XmlElement, namespace = 'http://s3.amazonaws.com/doc/2006-03-01/'): string {
  const attribute = namespace === '' ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root, attribute)}`;
}

function write({ name, text, children }: XmlElement, attribute = ''): string {
  return `<${name}${attribute}>${escapeXml(text)}${children.map((child) => write(child)).join('')}</${name}>`;
}

/** Escapes text; control characters become character references, as S3 writes them for keys that hold such. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"\p{Cc}\ufffe\uffff]/gu, (character) => {
    const named = NAMED[character];
    return named ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
  });
}

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
