import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const folder = join(import.meta.dirname, '../../docs/ci');
const read = (name: string) => parse(readFileSync(join(folder, name), 'utf8'), { strict: true }) as never;

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly with?: { readonly path?: string };
}

describe('the examples for CI', () => {
  it('gate in GitHub Actions, with the anchor, and upload the report only', () => {
    const { jobs } = read('github-actions.yml') as { jobs: { gate: { steps: readonly Step[] } } };
    const { steps } = jobs.gate;
    expect(steps.find(({ run }) => run?.includes('twinrun gate'))?.run).toMatch(/--github .*--expect-head "\$TWINRUN_HEAD"$/);
    const uploads = steps.filter(({ uses }) => uses?.startsWith('actions/upload-artifact'));
    expect(uploads.map((step) => [step.if, step.with?.path])).toEqual([['always()', 'gate.xml']]);
  });

  it('gate in CircleCI, with the anchor, and store the report only', () => {
    const { jobs } = read('circleci.yml') as { jobs: { gate: { steps: readonly (string | Readonly<Record<string, { path: string } | string>>)[] } } };
    const steps = jobs.gate.steps.flatMap((step) => (typeof step === 'string' ? [] : Object.entries(step)));
    expect(steps.filter(([name]) => name === 'run').map(([, run]) => run)).toContainEqual(
      expect.stringMatching(/twinrun gate .*--expect-head "\$TWINRUN_HEAD"$/),
    );
    const kept = steps.filter(([name]) => name.startsWith('store_')).map(([, value]) => (value as { path: string }).path);
    expect(kept).toEqual(['reports-ci', 'reports-ci/gate.md']);
  });
});
