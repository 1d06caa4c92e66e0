import { createRequire } from 'node:module';

type StringWidth = (text: string, options?: object) => number;

const PRINTABLE_ASCII = /^[ -~]*$/;
let full: StringWidth | undefined;

/**
 * The columns that a text takes on a terminal, by the package `string-width`. It is loaded for what is not plain ASCII only: its tables of graphemes take as
 * long to be made as all else of a command's start, and what is bundled with us (yargs) asks here, too.
 */
export default function stringWidth(text: string, options?: object): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  full ??= (createRequire(import.meta.url)('string-width') as { readonly default: StringWidth }).default;
  return full(text, options);
}
