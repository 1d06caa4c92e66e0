import type { Document, Tone, TreeNode } from '../model/document.ts';
import { formatLocation } from '../model/location.ts';
import type { PreflightItem, PreflightReport, PreflightState } from '../model/preflight.ts';
import type { Status } from '../model/status.ts';

const TONES: Readonly<Record<PreflightState, Tone>> = { OK: 'pass', MISSING: 'fail', DIFFERS: 'fail', SKIPPED: 'warning' };

/** Red where something is missing or differs; inconclusive where something was skipped, or nothing was looked at. */
export function preflightStatus({ items }: PreflightReport): Status {
  if (items.some(({ state }) => state === 'MISSING' || state === 'DIFFERS')) return 'fail';
  return items.length === 0 || items.some(({ state }) => state === 'SKIPPED') ? 'inconclusive' : 'pass';
}

/** One tree, by rule, and the lines that mend it. */
export function preflightDocument(report: PreflightReport): Document {
  const status = preflightStatus(report);
  const rules = [...new Set(report.items.map(({ rule }) => rule))];
  const count = (state: PreflightState) => report.items.filter((item) => item.state === state).length;
  const counts = `${count('OK')} OK, ${count('MISSING')} missing, ${count('DIFFERS')} differ, ${count('SKIPPED')} skipped`;
  return {
    title: `Preflight of ${report.scenario}`,
    status,
    blocks: [
      {
        kind: 'text',
        spans: [
          {
            text: `${report.world === 'sandbox' ? 'in the sandbox' : 'in the real world'}; legacy: ${report.sides.legacy}; candidate: ${report.sides.candidate}`,
            tone: 'muted',
          },
        ],
      },
      {
        kind: 'tree',
        nodes: rules.map((rule) =>
          branch(
            rule,
            report.items.filter((item) => item.rule === rule),
          ),
        ),
      },
      { kind: 'text', spans: [{ text: counts, tone: status }] },
      ...mend(
        'Dockerfile',
        report.items.flatMap(({ fix }) => fix?.dockerfile ?? []),
      ),
      ...mend(
        'Task definition',
        report.items.flatMap(({ fix }) => fix?.taskDefinition ?? []),
      ),
    ],
  };
}

function branch(rule: string, items: readonly PreflightItem[]): TreeNode {
  const worst = (['MISSING', 'DIFFERS', 'SKIPPED', 'OK'] as const).find((state) => items.some((item) => item.state === state)) ?? 'OK';
  return { label: { text: `${worst}  ${rule}`, tone: TONES[worst] }, children: items.map(leaf) };
}

function leaf({ subject, state, why, at, fix }: PreflightItem): TreeNode {
  const place = at === undefined || state === 'OK' ? '' : ` (${formatLocation(at)})`;
  const lines = [fix?.dockerfile, fix?.taskDefinition, fix?.text].filter((line) => line !== undefined);
  return { label: { text: `${state}  ${subject}: ${why}${place}`, tone: TONES[state] }, children: lines.map((text) => ({ label: { text } })) };
}

function mend(title: string, lines: readonly string[]): Document['blocks'] {
  if (lines.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: `${title}: what to add`, literal: true },
    { kind: 'figure', language: '', text: [...new Set(lines)].join('\n') },
  ];
}
