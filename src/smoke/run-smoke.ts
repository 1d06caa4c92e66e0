import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../model/context.ts';
import type { Document, Tone, TreeNode } from '../model/document.ts';
import { asTwinrunError } from '../model/error.ts';
import type { Registries } from '../model/registries.ts';
import type { SmokeResult, SmokeStep } from './smoke-step.ts';

export interface SmokePlan {
  readonly registries: Registries;
  readonly x: Context;
  readonly mark: string;
  readonly timeoutMs: number;
  readonly steps: readonly SmokeStep[];
  /** What was not asked for, and how to ask. */
  readonly skipped: readonly Pick<SmokeResult, 'id' | 'title' | 'seen'>[];
  readonly onStep?: (title: string) => void;
}

/** Proves one part after another; what fails keeps nothing from being tried. Only a cancel ends it. */
export async function runSmoke({ steps, skipped, onStep, ...plan }: SmokePlan): Promise<readonly SmokeResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'twinrun-smoke-'));
  const results: SmokeResult[] = [];
  try {
    for (const { id, title, prove } of steps) {
      plan.x.signal.throwIfAborted();
      onStep?.(title);
      try {
        results.push({ id, title, status: 'ok', seen: await prove({ ...plan, folder }) });
      } catch (thrown) {
        plan.x.signal.throwIfAborted();
        results.push({ id, title, status: 'failed', error: asTwinrunError(thrown).toJSON() });
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return [...results, ...skipped.map((one): SmokeResult => ({ ...one, status: 'skipped' }))];
}

const WORDS = { ok: 'OK', failed: 'FAILED', skipped: 'SKIPPED' } as const;
const TONES: Readonly<Record<SmokeResult['status'], Tone>> = { ok: 'pass', failed: 'fail', skipped: 'warning' };

export function smokeDocument(results: readonly SmokeResult[]): Document {
  const failed = results.some(({ status }) => status === 'failed');
  const nodes = results.map(({ title, status, seen, error }): TreeNode => {
    const lines =
      error === undefined
        ? [seen ?? '']
        : [error.message, ...(error.received === undefined ? [] : [`received: ${error.received}`]), `fix: ${error.fix.text}`];
    return {
      label: { text: `${WORDS[status]}  ${title}`, tone: TONES[status] },
      children: lines.filter((line) => line !== '').map((text) => ({ label: { text } })),
    };
  });
  return { title: 'Smoke', status: failed ? 'fail' : 'pass', blocks: [{ kind: 'tree', nodes }] };
}
