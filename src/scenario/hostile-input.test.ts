import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse as parseAny, stringify } from 'yaml';
import { TwinrunErrors } from '../model/error.ts';
import type { Scenario } from '../model/scenario.ts';
import { fakeRegistries } from '../testing/fake-registries.ts';
import { parseScenario } from './load-scenario.ts';
import { parseWorkspace } from './workspace.ts';

const fixture = readFileSync(join(import.meta.dirname, 'fixtures/scenario.yaml'), 'utf8');
const load = (bytes: Uint8Array | string) =>
  parseScenario(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, { file: 's.yaml', folder: 'client-export', registries: fakeRegistries });

/** A value, or located errors; anything else is a defect. */
async function mustBeTold(loading: Promise<unknown>): Promise<void> {
  await loading.catch((error: unknown) => {
    if (!(error instanceof TwinrunErrors)) throw error;
    expect(error.class).toBe('misuse');
    expect(error.errors.length).toBeGreaterThan(0);
    for (const one of error.errors) {
      expect(one.at?.line).toBeGreaterThan(0);
      expect(one.at?.column).toBeGreaterThan(0);
      expect(one.fix.text).not.toBe('');
    }
  });
}

/** Paths of everything within a value. */
function pathsOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (value === null || typeof value !== 'object') return [path];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [path, ...keys.flatMap((key) => pathsOf((value as Record<string | number, unknown>)[key], [...path, key]))];
}

function replaced(value: unknown, path: readonly (string | number)[], by: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return by;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>;
  copy[first] = replaced(copy[first], rest, by);
  return copy;
}

describe('hostile input', () => {
  it('of any bytes is told, never thrown', () => fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), (bytes) => mustBeTold(load(bytes)))));

  it('of any text is told, never thrown', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...'abc:-[]{}&*!|>\'"%@`#?, \n\t0'), { maxLength: 60 }), (letters) =>
        mustBeTold(load(letters.join(''))),
      ),
      { numRuns: 400 },
    ));

  it('of a good scenario with one part replaced is told, never thrown', () => {
    const good: unknown = parseAny(fixture);
    const junk = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('???', '{{x', '{{host.nowhere.port}}', -1, 0, Number.POSITIVE_INFINITY, '', 'constructor', { toString: 1 }),
    );
    return fc.assert(
      fc.asyncProperty(fc.constantFrom(...pathsOf(good)), junk, (path, by) => mustBeTold(load(stringify(replaced(good, path, by))))),
      { numRuns: 300, examples: [[['effects', 's3-backup', 'kind'], { toString: 1 }]] },
    );
  });

  it('of a good scenario with bytes lost is told, never thrown', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(fixture.length), fc.integer({ min: 1, max: 200 }), (from, length) =>
        mustBeTold(load(fixture.slice(0, from) + fixture.slice(from + length))),
      ),
    ));

  it('as a workspace is told, never thrown', () =>
    fc.assert(fc.asyncProperty(fc.jsonValue(), (value) => mustBeTold(parseWorkspace(Buffer.from(stringify(value)), '/w/twinrun.yaml')))));
});

describe('a round trip', () => {
  it('through JSON, as it is stored in a run, loses nothing', async () => {
    const scenario = await load(fixture);
    expect(JSON.parse(JSON.stringify(scenario)) as Scenario).toEqual(scenario);
  });

  it('through another way of writing the same YAML gives the same scenario', async () => {
    expect(await load(stringify(parseAny(fixture)))).toEqual(await load(fixture));
    expect(await load(JSON.stringify(parseAny(fixture)))).toEqual(await load(fixture));
  });
});
