import { AwsError } from '../aws-error.ts';
import type { XmlElement } from './build-xml.ts';

const TOKEN = /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/y;
const DEEPEST = 20;

interface Open {
  readonly name: string;
  text: string;
  readonly children: XmlElement[];
}

/**
 * Parses the small documents that S3 is sent. Attributes and namespaces are dropped, there are no document types and so no entities of one's
 * own. Throws MalformedXML.
 */
export function parseXml(text: string): XmlElement {
  const root: Open = { name: '', text: '', children: [] };
  const stack: Open[] = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) throw malformedXml();
    take(stack, match);
  }
  const [only, ...others] = root.children;
  if (stack.length !== 1 || only === undefined || others.length > 0 || root.text.trim() !== '') throw malformedXml();
  return only;
}

function take(stack: Open[], [, closing, name, , empty, content]: RegExpExecArray): void {
  const open = stack.at(-1);
  if (open === undefined || stack.length > DEEPEST) throw malformedXml();
  if (content !== undefined) open.text += decode(content);
  else if (name !== undefined && closing === '/') {
    stack.pop();
    if (open.name !== name) throw malformedXml();
    stack.at(-1)?.children.push({ ...open, text: open.children.length > 0 ? '' : open.text });
  } else if (name !== undefined && empty === '/') open.children.push({ name, text: '', children: [] });
  else if (name !== undefined) stack.push({ name, text: '', children: [] });
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w+));|&/g, (_whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined && NAMED[name] !== undefined) return NAMED[name];
    const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
    if (!(code >= 0 && code <= 0x10ffff)) throw malformedXml();
    return String.fromCodePoint(code);
  });
}

/** The text of the first child of that name. */
export function childText(parent: XmlElement, name: string): string | undefined {
  return parent.children.find((child) => child.name === name)?.text;
}

/** The document does not follow the schema that S3 publishes. */
export function malformedXml(): AwsError {
  return new AwsError(400, 'MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
}
