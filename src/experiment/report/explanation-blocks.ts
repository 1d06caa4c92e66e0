import type { CheckResult } from '../../model/check.ts';
import type { Block, Text } from '../../model/document.ts';
import type { Explanation } from '../../model/explanation.ts';

import { contrastParts } from '../../reporters/contrast/contrast-parts.ts';
import { joined } from '../../reporters/contrast/contrast-row.ts';
import { grouped } from '../../runtime/text.ts';
import { differenceTable, plainCell } from './difference-table.ts';
import { type ExplanationGroup, groupExplanations } from './group-explanations.ts';

/** What stays unexplained first, then each cause with what it accounts for and how to mend it. Nothing where no cause was looked for. */
export function explanationBlocks({ explanations, unexplained }: Pick<CheckResult, 'explanations' | 'unexplained'>): Block[] {
  if (unexplained === undefined || explanations.length === 0) return [];
  const { total, first } = unexplained;
  const tone = total > 0 ? 'warning' : 'plain';
  return [
    { kind: 'text', spans: [{ text: total === 0 ? 'Each of them is explained.' : `${grouped(total)} of them stay unexplained.`, tone }] },
    ...(total > 0 ? [differenceTable(first, total)] : []),
    { kind: 'list', items: groupExplanations(explanations).map(itemOf) },
  ];
}

function itemOf({ first, accountsFor, columns }: ExplanationGroup): Text {
  const { id, of, strength, example, cause, fix } = first;
  const how = strength === 'reproduces' ? '' : ' (consistent with it, not proven)';
  const text = `${id}${whereOf(columns)} accounts for ${grouped(accountsFor)} of ${grouped(of)}${how}: ${cause.text}.`;
  return { text: `${text}${exampleOf(example)} Fix: ${fix.text}` };
}

function whereOf(columns: ExplanationGroup['columns']): string {
  if (columns.length < 2) return columns.map(({ name }) => ` in ${name}`).join('');
  return ` in ${columns.map(({ name, accountsFor }) => `${name} (${grouped(accountsFor)})`).join(', ')}`;
}

function exampleOf({ key = [], legacy, candidate }: Explanation['example']): string {
  if (legacy === undefined || candidate === undefined) return '';
  const shown = contrastParts(plainCell(legacy), plainCell(candidate));
  const where = key.length === 0 ? '' : ` of ${key.join(' · ')}`;
  return ` For instance${where}: "${joined(shown.legacy)}" in legacy, "${joined(shown.candidate)}" in candidate.`;
}
