import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type TwinrunError, TwinrunErrors } from '../model/error.ts';
import { fakeRegistries } from '../testing/fake-registries.ts';
import { parseScenario } from './load-scenario.ts';

const example = readFileSync(join(import.meta.dirname, 'fixtures/scenario.yaml'), 'utf8');
const FENCE = 'candidate: { fence: { BACKUP_PREFIX: rehearsal/client-export/ }';
const LEGACY = 'legacy: { fence: { BACKUP_DIR: rehearsal/client-export }';
const { s3, ...others } = fakeRegistries.effects;
if (s3 === undefined) throw new Error('no s3');
const proof = { config: z.strictObject({ profile: z.string() }), attempt: () => Promise.reject(new Error('not made to run')) };
const registries = { ...fakeRegistries, effects: { ...others, s3: { ...s3, proof } } };

async function parse(...changes: readonly (readonly [from: string, to: string])[]) {
  const text = changes.reduce((sum, [from, to]) => {
    expect(sum).toContain(from);
    return sum.replace(from, () => to);
  }, example);
  return parseScenario(Buffer.from(text), { file: 'scenario.yaml', folder: 'client-export', registries });
}

async function errorsOf(...changes: readonly (readonly [from: string, to: string])[]): Promise<readonly TwinrunError[]> {
  const thrown = await parse(...changes).then(
    () => undefined,
    (error: unknown) => error,
  );
  return thrown instanceof TwinrunErrors ? thrown.errors : [];
}

describe('a proof', () => {
  it('is by a login, or by a run', async () => {
    const byLogin = await parse([FENCE, `${FENCE}, proof: { login: { profile: decoy } }`]);
    expect(byLogin.effects['s3-backup']?.sides.candidate?.proof).toEqual({ login: { profile: 'decoy' } });
    const byRun = await parse([LEGACY, `${LEGACY}, proof: { run: { process: { command: [try.sh] } }, says: denied }`]);
    expect(byRun.effects['disk-backup']?.sides.legacy?.proof).toEqual({ run: { kind: 'process', config: { command: ['try.sh'] } }, says: 'denied' });
  });

  it.each([
    ['of another form', FENCE, '{ login: { profil: decoy } }', 'effects.s3-backup.candidate.proof.login'],
    ['of a kind that has none', LEGACY, '{ login: { profile: decoy } }', 'effects.disk-backup.legacy.proof.login'],
    ['without words', FENCE, '{ run: { process: { command: [try.sh] } } }', 'effects.s3-backup.candidate.proof.says'],
    ['by a runner that is none', FENCE, '{ run: { observe: {} }, says: denied }', 'effects.s3-backup.candidate.proof.run'],
    ['without anything', FENCE, '{}', 'effects.s3-backup.candidate.proof'],
    [
      'of both forms',
      FENCE,
      '{ login: { profile: decoy }, run: { process: { command: [try.sh] } }, says: denied }',
      'effects.s3-backup.candidate.proof',
    ],
    ['that is no mapping', FENCE, 'denied', 'effects.s3-backup.candidate.proof'],
  ])('%s is refused', async (_title, fence, text, field) => {
    const errors = await errorsOf([fence, `${fence}, proof: ${text}`]);
    expect(errors.length).toBeGreaterThan(0);
    for (const { at } of errors) expect(at?.field).toContain(field);
  });

  it('by a login needs a target', async () => {
    const target = '    target: { bucket: batch-backup, prefix: client-export/ }\n';
    expect(await errorsOf([target, ''], [FENCE, `${FENCE}, proof: { login: { profile: decoy } }`])).toMatchObject([
      { at: { line: expect.any(Number) } },
    ]);
  });
});

describe('a fence', () => {
  it.each(['safe', 'fenced'])('is needed for each effect of a side that is %s', async (mode) => {
    const errors = await errorsOf(['legacy: { mode: fenced', `legacy: { mode: ${mode}`], [LEGACY, 'legacy: { fence: {}']);
    expect(errors).toMatchObject([{ code: 'scenario.no-fence', at: { field: 'effects.disk-backup.legacy.fence' } }]);
  });
});
