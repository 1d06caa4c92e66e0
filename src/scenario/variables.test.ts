import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { World } from '../model/world.ts';
import { fakeRegistries } from '../testing/fake-registries.ts';
import { parseScenario } from './load-scenario.ts';
import { takeEnvironment } from './take-environment.ts';
import { expand, makeVariables } from './variables.ts';

const host = { address: '127.0.0.1', port: 4022, user: 'up', hostKey: 'SHA256:x' };
const world: World = { kind: 'sandbox', hosts: { batch: host, partner: host, decoy: { ...host, port: 4024 } }, databases: {}, aws: {} };
const variables = makeVariables(world, '2026-03-01');

describe('variables', () => {
  it.each([
    ['clients_{{date}}.csv', 'clients_2026-03-01.csv'],
    ['{{date:yyyyMMdd}}', '20260301'],
    ['{{date-1d}}', '2026-02-28'],
    ['{{ date+31d:yyyy/MM }}', '2026/04'],
    ['{{host.decoy.user}}@{{host.decoy.address}}:{{host.decoy.port}}', 'up@127.0.0.1:4024'],
    ['a }} b { c', 'a }} b { c'],
  ])('%s', (text, expected) => expect(expand(text, variables)).toBe(expected));

  it('are filled in however deep, and nothing else is changed', () => {
    const value = { a: ['{{date}}', 1, null, true], '{{date}}': { b: '{{host.decoy.port}}' } };
    expect(expand(value, variables)).toEqual({ a: ['2026-03-01', 1, null, true], '{{date}}': { b: '4024' } });
    expect(value.a[0]).toBe('{{date}}');
  });

  it.each(['{{dat}}', '{{date', '{{date:hh}}', '{{date-1}}', '{{host.decoy.password}}', '{{host.decoy}}', '{{}}', '{{date}} {{x'])(
    'refuse %s',
    (text) => {
      expect(() => expand(text, variables, { file: 's.yaml', line: 3 })).toThrow(
        expect.objectContaining({ code: 'variable.unknown', class: 'misuse', at: { file: 's.yaml', line: 3 } }),
      );
    },
  );

  it.each(['spare', 'constructor', '__proto__'])('refuse the unknown host %s', (name) => {
    expect(() => expand(`{{host.${name}.port}}`, variables)).toThrow(expect.objectContaining({ code: 'variable.host' }));
  });

  it('leave text without {{ as it is', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes('{{')),
        (text) => expand(text, variables) === text,
      ),
    );
  });
});

describe('the environment of a take', () => {
  const fixture = readFileSync(join(import.meta.dirname, 'fixtures/scenario.yaml'), 'utf8');
  const parse = (text: string) => parseScenario(Buffer.from(text), { file: 's.yaml', folder: 'client-export', registries: fakeRegistries });

  it('holds the fences of that side and the business date', async () => {
    const scenario = await parse(fixture);
    expect(takeEnvironment(scenario, 'legacy', variables)).toEqual({
      PARTNER_HOST: '127.0.0.1',
      PARTNER_PORT: '4024',
      PARTNER_DIR: 'from-legacy',
      BACKUP_DIR: 'rehearsal/client-export',
      BUSINESS_DATE: '2026-03-01',
    });
    expect(takeEnvironment(scenario, 'candidate', variables)).toMatchObject({
      BACKUP_PREFIX: 'rehearsal/client-export/',
      PARTNER_DIR: 'from-candidate',
    });
  });

  it('lets a fence win over the side’s own setting', async () => {
    const scenario = await parse(fixture.replace('timeout: 10m', 'timeout: 10m\n    environment: { PARTNER_HOST: real.example, TZ: Asia/Tokyo }'));
    expect(takeEnvironment(scenario, 'legacy', variables)).toMatchObject({ PARTNER_HOST: '127.0.0.1', TZ: 'Asia/Tokyo' });
  });

  it('holds no business date that the scripts ask the clock for', async () => {
    const scenario = await parse(fixture.replace('mode: injected, variable: BUSINESS_DATE', 'mode: clock'));
    expect(takeEnvironment(scenario, 'legacy', variables)).not.toHaveProperty('BUSINESS_DATE');
  });
});
