import { visible } from '../../runtime/text.ts';

/** A text for the inside of an element or a quoted attribute, whatever it holds; what cannot be seen, or would turn the direction, is shown. */
export function escapeHtml(text: string, keepLines = false): string {
  return visible(text, keepLines).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
