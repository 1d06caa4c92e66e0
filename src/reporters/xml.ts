import { visible } from '../runtime/text.ts';

/** An element of an XML document: its children are elements or one text. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children?: readonly XmlElement[] | string;
}

/**
 * An XML 1.0 document (UTF-8), indented. Characters that XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets) are shown as `\xNN` or
 * `\u{…}`, not dropped in silence; newlines stay in texts and are shown in attributes.
 */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${elementText(root, '')}\n`;
}

function elementText({ name, attributes, children }: XmlElement, indent: string): string {
  const head = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(visible(String(value)))}"`);
  const open = `${indent}<${name}${head.join('')}`;
  if (children === undefined || children.length === 0) return `${open}/>`;
  if (typeof children === 'string') return `${open}>${escapeXml(visible(children, true))}</${name}>`;
  return [`${open}>`, ...children.map((child) => elementText(child, `${indent}  `)), `${indent}</${name}>`].join('\n');
}

function escapeXml(text: string): string {
  return text
    .replace(/[\ufffe\uffff]|\p{Surrogate}/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}
