import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../scenario/load-scenario.ts';
import { parseWorkspace } from '../../scenario/workspace.ts';
import { fakeRegistries } from '../../testing/fake-registries.ts';
import { csvFormat } from '../csv/csv-format.ts';

function issuesOf(columns: unknown, key: readonly string[] = ['id']) {
  const parsed = csvFormat.config.safeParse({ ...(key.length === 0 ? {} : { key }), columns });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('rules in a scenario', () => {
  it('may be all of them', () => {
    const columns = {
      id: { width: 'nfkc', trim: true, case: 'fold', nullWords: ['', 'NULL'], decimal: {} },
      fee: { tolerance: { absolute: '0.01' }, nullWords: ['-'] },
      rate: { tolerance: { relative: '0.001' } },
      amount: { decimal: { digits: 2, round: 'half-even' } },
      at: { dateTime: { legacy: 'Asia/Tokyo', candidate: 'UTC' } },
      tags: { items: { separator: ';', order: 'any' } },
      run: { ignore: 'a generated id' },
    };
    expect(issuesOf(columns)).toEqual([]);
  });

  it.each([
    [{ id: { tolerance: { absolute: '1' } } }, 'columns.id.tolerance'],
    [{ id: { ignore: 'x' } }, 'columns.id.ignore'],
    [{ v: { ignore: '' } }, 'columns.v.ignore'],
    [{ v: { ignore: 'x', trim: true } }, 'columns.v.ignore'],
    [{ v: { decimal: {}, tolerance: { absolute: '1' } } }, 'columns.v.tolerance'],
    [{ v: { tolerance: { absolute: 0.01 } } }, 'columns.v.tolerance.absolute'],
    [{ v: { tolerance: { absolute: '-1' } } }, 'columns.v.tolerance.absolute'],
    [{ v: { tolerance: { relative: '1' } } }, 'columns.v.tolerance.relative'],
    [{ v: { tolerance: { absolute: '1', relative: '0.1' } } }, 'columns.v.tolerance'],
    [{ v: { tolerance: {} } }, 'columns.v.tolerance'],
    [{ v: { dateTime: { legacy: 'JST-9', candidate: 'UTC' } } }, 'columns.v.dateTime.legacy'],
    [{ v: { dateTime: { legacy: 'Asia/Tokyo' } } }, 'columns.v.dateTime.candidate'],
    [{ v: { decimal: { round: 'half-even' } } }, 'columns.v.decimal.round'],
    [{ v: { nullWords: ['NULL', 'NULL'] } }, 'columns.v.nullWords'],
    [{ v: { nullWords: [null] } }, 'columns.v.nullWords.0'],
    [{ v: {} }, 'columns.v'],
    [{ v: { trimm: true } }, 'columns.v'],
  ])('refuses %j at its place', (columns, place) => {
    const issues = issuesOf(columns);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatch(new RegExp(`^${place}: `));
  });

  it('needs a key for a tolerance', () => {
    expect(issuesOf({ v: { tolerance: { absolute: '1' } } }, [])).toEqual(['columns.v.tolerance: a `key` beside it']);
    expect(issuesOf({ v: { decimal: {} } }, [])).toEqual([]);
  });
});

describe('rules in a scenario file', () => {
  const fixture = (name: string) => join(import.meta.dirname, '../../scenario/fixtures', name);
  const example = readFileSync(fixture('scenario.yaml'), 'utf8');

  async function toldAbout(columns: string): Promise<unknown> {
    const text = example.replace(/format: \{ csv: \{ key: (\[.*?\]) \} \}/, `format: { csv: { key: $1, columns: ${columns} } }`);
    expect(text).not.toBe(example);
    const workspace = await parseWorkspace(readFileSync(fixture('twinrun.yaml')), fixture('twinrun.yaml'));
    const registries = { ...fakeRegistries, formats: { csv: csvFormat } };
    return parseScenario(Buffer.from(text), { file: 'scenario.yaml', folder: 'client-export', registries, workspace }).then(
      () => [],
      (error: { errors: { toJSON(): unknown }[] }) => error.errors.map((one) => one.toJSON()),
    );
  }

  it('are told with their place and how to mend them', async () => {
    expect(await toldAbout('{ fee: { tolerance: { absolute: "0.01" } } }')).toEqual([]);
    expect(await toldAbout('{ client_id: { ignore: generated } }')).toMatchObject([
      {
        code: 'scenario.key-rule',
        message: 'client_id is a key column: `ignore` cannot match records',
        at: { file: 'scenario.yaml', line: expect.any(Number), column: expect.any(Number) },
        fix: { text: 'Take the column out of the key, or the rule away.' },
      },
    ]);
    expect(await toldAbout('{ fee: { tolerance: { absolute: 0.01 } } }')).toMatchObject([{ fix: { text: 'Quote it: "0.01"' } }]);
    expect(await toldAbout('{ fee: { tolerence: { absolute: "0.01" } } }')).toMatchObject([{ fix: { text: 'Did you mean `tolerance`?' } }]);
  });
});
