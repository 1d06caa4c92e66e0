import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TwinrunErrors } from '../../model/error.ts';
import type { PossiblePlaybook } from '../../model/playbook.ts';
import { fakeRegistries } from '../../testing/fake-registries.ts';
import { parseScenario } from '../load-scenario.ts';

const example = readFileSync(join(import.meta.dirname, '../fixtures/scenario.yaml'), 'utf8');
const head = example.slice(0, example.indexOf('rollback:'));

/** The example with another playbook. */
function parse(playbook: string, change: (text: string) => string = (text) => text) {
  const text = `${change(head)}rollback: { possible: true, decideBy: "06:00", triggers: [{ verdict: fail }], ${playbook} }\n`;
  return parseScenario(Buffer.from(text), { file: 'scenario.yaml', folder: 'client-export', registries: fakeRegistries });
}

const playbookOf = async (...of: Parameters<typeof parse>) => (await parse(...of)).rollback as PossiblePlaybook;

async function errorsOf(...of: Parameters<typeof parse>): Promise<readonly string[]> {
  const thrown = await parse(...of).catch((error: unknown) => error);
  return thrown instanceof TwinrunErrors ? thrown.errors.map(({ code, at }) => `${code} ${at?.field ?? ''}`) : [];
}

const STEPS = 'steps: [{ rerun: legacy }]';
const VERIFY = 'verify: [{ check: row-count }]';
const once = (text: string) => text.replace('idempotent: true', 'idempotent: false');
const SNAPSHOT = 'snapshot: { ssh: { host: batch, command: [dump] } }, restore: { ssh: { host: batch, command: [load] } }, probe: clients';

describe('a playbook', () => {
  it('gives each step an id: its own, or its kind, numbered', async () => {
    const { steps, verify } = await playbookOf(
      'steps: [{ rerun: legacy }, { manual: look }, { rerun: legacy }, { manual: again, id: again }], verify: [{ check: row-count }, { check: columns }]',
    );
    expect(steps.map(({ id }) => id)).toEqual(['rerun', 'manual', 'rerun-2', 'again']);
    expect(verify.map(({ id }) => id)).toEqual(['check', 'check-2']);
  });

  it('takes what all steps have beside the kind', async () => {
    const ssh = '{ ssh: { host: batch, command: [test, -e, done] } }';
    const { steps } = await playbookOf(
      `steps: [{ rerun: legacy, id: again, title: run it, timeout: 5m, expected: 1m, precondition: ${ssh}, doneWhen: ${ssh}, undo: { manual: call them }, drill: { none: it pays }, repeat: never, confirm: GO }], ${VERIFY}`,
    );
    expect(steps[0]).toMatchObject({
      ...{ kind: 'rerun', config: 'legacy', id: 'again', timeout: 300_000, expected: 60_000, repeat: 'never', confirm: 'GO' },
      drill: { kind: 'none', config: 'it pays' },
      precondition: { kind: 'ssh' },
    });
  });

  it.each([
    ['two kinds in one step', `steps: [{ rerun: legacy, manual: look }], ${VERIFY}`, 'scenario.one-kind rollback.steps[0]'],
    ['a field that no step has', `steps: [{ rerun: legacy, retries: 3 }], ${VERIFY}`, 'scenario.unknown-step rollback.steps[0].retries'],
    [
      'a precondition that acts',
      `steps: [{ rerun: legacy, precondition: { manual: look } }], ${VERIFY}`,
      'scenario.unknown-command rollback.steps[0].precondition.manual',
    ],
    ['one id twice', `steps: [{ rerun: legacy, id: a }, { manual: look, id: a }], ${VERIFY}`, 'scenario.value rollback.steps'],
    ['a check that is not there', `${STEPS}, verify: [{ check: colour }]`, 'scenario.no-such-check rollback.verify[0].check'],
    ['an output that is not there', `${STEPS}, verify: [{ fresh: { output: nothing } }]`, 'scenario.no-such-output rollback.verify[0].fresh.output'],
    [
      'an effect that is not there',
      `${STEPS}, verify: [{ delivered-once: { effect: nobody, name: x } }]`,
      'scenario.no-such-effect rollback.verify[0].delivered-once.effect',
    ],
    [
      'a place of no output',
      `${STEPS}, ${VERIFY}, places: { nothing: { sftp: { host: batch, path: x } } }`,
      'scenario.no-such-output rollback.places.nothing',
    ],
    [
      'a drill target of no effect',
      `${STEPS}, ${VERIFY}, drill: { targets: { nobody: {} } }`,
      'scenario.no-such-effect rollback.drill.targets.nobody',
    ],
    ['a probe that is not there', `${STEPS}, ${VERIFY}, probe: none`, 'scenario.no-such-probe rollback.probe'],
  ])('is refused for %s', async (_, playbook, error) => expect(await errorsOf(playbook)).toEqual([error]));

  it('of a batch that is not idempotent needs a snapshot, a restore and a probe', async () => {
    const missing = await errorsOf(`${STEPS}, ${VERIFY}`, once);
    expect(missing).toEqual(['scenario.no-snapshot rollback', 'scenario.no-snapshot rollback', 'scenario.no-snapshot rollback']);
    const { snapshot, restore } = await playbookOf(`${STEPS}, ${VERIFY}, ${SNAPSHOT}`, once);
    expect([snapshot?.id, restore?.id]).toEqual(['snapshot', 'restore']);
  });

  it('cannot rerun a side that is only observed', async () => {
    const observed = (text: string) => text.replace(/runner: \{ ssh: .*/, 'runner: { observe: {} }');
    expect(await errorsOf(`${STEPS}, ${VERIFY}`, observed)).toContain('scenario.rerun-observed rollback.steps[0].rerun');
  });
});
