import type { Contrast, Text } from '../../model/document.ts';
import { visible } from '../../runtime/text.ts';
import { contrastParts, type Part, plainParts } from './contrast-parts.ts';

/** A contrast as it is to be shown. A side without a text has no parts. All texts are harmless. */
export interface ContrastRow {
  readonly labels: readonly Text[];
  readonly legacy: readonly Part[];
  readonly candidate: readonly Part[];
  readonly note?: Text;
}

/** What stands for a text that is empty, not absent. */
export const EMPTY: readonly Part[] = [{ text: '(empty)', changed: false }];

export function contrastRow({ labels, legacy, candidate, note }: Contrast): ContrastRow {
  const both = legacy === undefined || candidate === undefined ? undefined : contrastParts(legacy, candidate);
  return {
    labels: labels.map(harmless),
    legacy: partsOf(legacy, both?.legacy),
    candidate: partsOf(candidate, both?.candidate),
    ...(note === undefined ? {} : { note: harmless(note) }),
  };
}

function partsOf(text: string | undefined, compared: readonly Part[] | undefined): readonly Part[] {
  if (text === undefined) return [];
  return text === '' ? EMPTY : (compared ?? plainParts(text));
}

function harmless(text: Text): Text {
  return { ...text, text: visible(text.text) };
}

export function joined(parts: readonly Part[]): string {
  return parts.map(({ text }) => text).join('');
}
