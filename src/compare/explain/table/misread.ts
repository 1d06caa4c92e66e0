import iconv from 'iconv-lite';
import { asMicrosoft } from '../cell/wave-dash.ts';

const ASCII = /^[\0-\x7f]*$/;

/** Whether a text is the same in every charset that is looked at. */
export function isAscii(text: string): boolean {
  return ASCII.test(text);
}

/** What is seen of a text that is written in another charset (a name of iconv-lite) and read as UTF-8: with U+FFFD, as the reader shows it. */
export function misread(text: string, charset: string): string {
  return isAscii(text) ? text : iconv.encode(charset === 'windows-1252' ? text : asMicrosoft(text), charset, { addBOM: false }).toString('utf8');
}
