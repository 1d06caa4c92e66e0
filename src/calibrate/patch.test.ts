import { describe, expect, it } from 'vitest';
import { TwinrunError, TwinrunErrors } from '../model/error.ts';
import type { Calibration } from './calibration.ts';
import { patchText, readPatch, withAllowances } from './patch.ts';
import { propose } from './propose.ts';

const noise = {
  check: 'keyed-rows',
  output: 'table',
  column: 'exported_at',
  kind: 'changed',
  sides: ['legacy'],
  pairs: { compared: 3, differing: 3 },
  most: 100,
  rows: 100,
  envelope: { by: 'time', seconds: '1.5' },
} as const;
const proposals = propose([noise, { ...noise, column: 'Exported at' }, { ...noise, column: 'note', most: 3, envelope: { by: 'none', why: 'w' } }], {
  evidence: 'runs a, b',
  until: '2027-01-01',
});
const text = patchText({ scenario: 's', scenarioHash: 'h', proposals } as unknown as Calibration);
const codeOf = (read: () => unknown) => {
  try {
    read();
  } catch (thrown) {
    if (thrown instanceof TwinrunErrors) return thrown.errors[0]?.code;
    if (thrown instanceof TwinrunError) return thrown.code;
  }
  return 'nothing was thrown';
};

describe('proposals', () => {
  it('are bounded by what was measured, with names of their own, and say where there is no bound', () => {
    expect(proposals.map(({ id, bound, lastResort }) => ({ id, bound, lastResort }))).toEqual([
      { id: 'noise-keyed-rows-table-exported-at', bound: { count: 110, seconds: '1.5' }, lastResort: false },
      { id: 'noise-keyed-rows-table-exported-at-2', bound: { count: 110, seconds: '1.5' }, lastResort: false },
      { id: 'noise-keyed-rows-table-note', bound: { count: 3 }, lastResort: true },
    ]);
    expect(proposals[2]?.reason).toMatch(/^LAST RESORT/);
  });
});

describe('a patch', () => {
  it('is read as it was written, and goes into a scenario whose comments stay', () => {
    const patch = readPatch(Buffer.from(text), 'p', { id: 's', hash: 'h' });
    expect(patch.allowances.map(({ id }) => id)).toEqual(proposals.map(({ id }) => id));
    const before = '# what\nid: s # its name\nchecks: [ { exit-code: {} } ]\n# accepted\nallowances: []\n# who\nimpact: { who: nobody }\n';
    const after = withAllowances(before, patch, 'Ana: "data team" # 1', 'f');
    for (const comment of ['# what', '# its name', '# accepted', '# who']) expect(after).toContain(comment);
    expect(after.match(/by: /g)).toHaveLength(3);
    // Accepted again, it replaces itself.
    expect(withAllowances(after, patch, 'Bo', 'f').match(/by: Bo/g)).toHaveLength(3);
    expect(withAllowances(after, patch, 'Bo', 'f').match(/- id: /g)).toHaveLength(3);
  });

  it('says where it is none, and goes into no list that stands elsewhere', () => {
    const given = Buffer.from(text.replace('count: 3', 'most: 3'));
    expect(() => readPatch(given, 'p', { id: 's', hash: 'h' })).toThrow(
      expect.objectContaining({ at: { file: 'p', line: expect.any(Number), column: expect.any(Number), field: 'allowances[2].bound.count' } }),
    );
    const patch = readPatch(Buffer.from(text), 'p', { id: 's', hash: 'h' });
    expect(codeOf(() => withAllowances('other: &all [{ id: a }]\nallowances: *all\n', patch, 'Ana', 'f'))).toBe('calibrate.alias');
  });

  it.each([
    ['no YAML', 'a: [', { id: 's', hash: 'h' }, 'yaml.syntax'],
    ['a field twice', `${text}scenario: s\n`, { id: 's', hash: 'h' }, 'yaml.duplicate-key'],
    ['aliases that it could do without', 'schema: &a twinrun.calibration-patch/1\nscenario: *a\n', { id: 's', hash: 'h' }],
    ['a bound without end', text.replace('count: 3', 'count: .inf'), { id: 's', hash: 'h' }],
    ['something else', 'a: 1', { id: 's', hash: 'h' }],
    ['a person in it already', text.replace('reason:', 'by: me\n    reason:'), { id: 's', hash: 'h' }],
    ['an allowance without its bound', text.replace('count: 3', 'most: 3'), { id: 's', hash: 'h' }],
    ['another scenario', text, { id: 'other', hash: 'h' }],
    ['a scenario that was changed since', text, { id: 's', hash: 'i' }],
  ])('is refused: %s', (_what, given, scenario, code = 'calibrate.patch') =>
    expect(codeOf(() => readPatch(Buffer.from(given), 'p', scenario))).toBe(code),
  );
});
