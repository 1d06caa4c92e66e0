import type { Block, Text } from '../../model/document.ts';
import { describeOutcome, succeeded } from '../../model/outcome.ts';
import { SIDES } from '../../model/side.ts';
import type { Verdict } from '../../model/verdict.ts';
import { grouped } from '../../runtime/text.ts';
import type { StoredRun } from '../evidence.ts';

/** How both takes went. */
export function sideBlocks({ pair, record }: StoredRun): Block[] {
  if (pair === undefined) return [];
  const rows = SIDES.map((side): Text[] => {
    const { outcome, durationMs, facts } = pair[side].observation;
    return [
      { text: side, tone: 'strong' },
      { text: record.sides[side].runner },
      { text: describeOutcome(outcome), tone: succeeded(outcome) ? 'plain' : 'fail' },
      { text: `${(durationMs / 1000).toFixed(1)} s` },
      { text: identityOf(facts) },
    ];
  });
  return [
    { kind: 'heading', level: 2, text: 'Takes' },
    {
      kind: 'table',
      columns: [{ title: 'side' }, { title: 'runner' }, { title: 'outcome' }, { title: 'took', align: 'right' }, { title: 'what ran' }],
      rows,
    },
  ];
}

/** What kept a side from starting, or an output from coming home: expected, received, and how to mend it. Each error once. */
export function mendBlocks({ pair }: StoredRun): Block[] {
  if (pair === undefined) return [];
  const errors = SIDES.flatMap((side) => {
    const { outcome } = pair[side].observation;
    const missing = pair[side].missing
      .filter(({ error }) => error.code !== 'collect.no-take')
      .map(({ output, error }) => ({ where: `${output} of the ${side} side`, error }));
    return outcome.kind === 'not-started' ? [{ where: `the ${side} side`, error: outcome.error }, ...missing] : missing;
  });
  if (errors.length === 0) return [];
  const items = errors.map(({ where, error }): Text => {
    const seen = [
      error.expected === undefined ? '' : `Expected ${error.expected}`,
      error.received === undefined ? '' : `${error.expected === undefined ? 'Received' : 'received'} ${error.received}`,
    ].filter((part) => part !== '');
    return {
      text: `${where} [${error.code}]: ${[seen.join('; '), `Fix: ${error.fix.text}`].filter((part) => part !== '').join('. ')}`,
      tone: 'warning',
    };
  });
  return [
    { kind: 'heading', level: 2, text: 'How to mend it' },
    { kind: 'list', items },
  ];
}

function identityOf(facts: Readonly<Record<string, string>>): string {
  const digest = facts['image.digest'];
  if (digest !== undefined) return `image ${digest.slice(0, 19)}…`;
  const script = facts['script.sha256'];
  return script === undefined ? '' : `script sha256 ${script.slice(0, 12)}…`;
}

/** What was collected, and under which seal. */
export function artifactBlocks({ pair }: StoredRun, verdict: Verdict): Block[] {
  const artifacts = pair === undefined ? [] : SIDES.flatMap((side) => pair[side].artifacts);
  const rows = artifacts.map((one): Text[] => [
    { text: one.output },
    { text: one.side },
    { text: grouped(one.size) },
    { text: one.sha256.slice(0, 12) },
    { text: one.verified },
    { text: one.source },
  ]);
  return [
    { kind: 'heading', level: 2, text: 'Evidence' },
    ...(rows.length === 0
      ? []
      : [
          {
            kind: 'table',
            columns: [
              { title: 'output' },
              { title: 'side' },
              { title: 'bytes', align: 'right' },
              { title: 'sha256' },
              { title: 'verified by' },
              { title: 'source' },
            ],
            rows,
          } as const,
        ]),
    { kind: 'text', spans: [{ text: `Seal ${verdict.seal}`, tone: 'muted' }] },
  ];
}
