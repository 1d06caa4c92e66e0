import { describe, expect, it } from 'vitest';
import type { Scenario } from '../model/scenario.ts';
import type { Tagged } from '../model/schema.ts';
import { scenarioWith } from '../testing/stored-run.ts';
import { sharedPlaces, sharedPlaceText } from './shared-places.ts';

const ssh = (address: string, user: string) => ({ ssh: { address, user, identityFile: 'k' } });
const PLACES = {
  hosts: { batch: ssh('10.0.0.1', 'export'), again: ssh('10.0.0.1', 'other'), partner: { sandbox: 'partner' } },
  databases: { main: { sandbox: 'analytics' }, same: { sandbox: 'analytics' } },
} as const;

interface Written {
  /** Its legacy batch, if not one of its own. */
  readonly batch?: string;
  readonly targets?: readonly Tagged[];
  /** Where its candidate leaves its output. */
  readonly output?: Tagged;
}

function scenario(id: string, { batch = id, targets = [], output }: Written): Scenario {
  const { sides, outputs } = scenarioWith([]);
  const legacy = { ...sides.legacy, runner: { kind: 'ssh', config: { host: 'batch', command: [batch] } } };
  const effects = targets.map(({ kind, config }, index) => [`e${index}`, { kind, target: config, sides: { legacy: { fence: {} } } }] as const);
  const backup = { format: { kind: 'csv', config: {} }, empty: 'invalid' } as const;
  const both = { legacy: { kind: 'log', config: {} }, candidate: output ?? { kind: 'log', config: {} } };
  return scenarioWith([], {
    id,
    sides: { ...sides, legacy },
    effects: Object.fromEntries(effects),
    outputs: { ...outputs, backup: { ...backup, sides: both } },
  });
}

const sftp = (host: string, path: string): Tagged => ({ kind: 'sftp', config: { host, path } });
const s3 = (config: object): Tagged => ({ kind: 's3', config: { bucket: 'b', ...config } });
const table = (query: string, database = 'main'): Tagged => ({ kind: 'table', config: { database, query } });

function writers(...written: readonly Written[]): readonly string[] {
  const shared = sharedPlaces(
    written.map((one, index) => scenario('abc'[index] ?? '', one)),
    PLACES,
  );
  return shared.map(({ place, writers }) => `${place}: ${writers.map(({ scenario, what }) => `${scenario} ${what}`).join(', ')}`);
}

describe('places that several scenarios write', () => {
  it.each<[string, readonly Written[], readonly string[]]>([
    [
      'one folder',
      [{ targets: [sftp('partner', 'inbox')] }, { targets: [sftp('partner', './inbox/')] }],
      ['sftp://partner/inbox: a effect e0, b effect e0'],
    ],
    ['other folders', [{ targets: [sftp('partner', 'in')] }, { targets: [sftp('partner', 'inbox')] }, { targets: [sftp('batch', 'in')] }], []],
    [
      'a host by two names',
      [{ targets: [sftp('batch', '/out')] }, { targets: [sftp('again', '/out')] }],
      ['sftp://batch//out: a effect e0, b effect e0'],
    ],
    ['the home folders of two logins', [{ targets: [sftp('batch', 'out')] }, { targets: [sftp('again', 'out')] }], []],
    [
      'a prefix within another',
      [{ targets: [s3({ prefix: 'x/day/' })] }, { targets: [s3({ prefix: 'x/' })] }, { targets: [s3({ prefix: 'y/' })] }],
      ['s3://b/x/: b effect e0, a effect e0'],
    ],
    [
      'a table, however it is asked for',
      [
        { targets: [table('SELECT count(*) FROM exports')] },
        { targets: [table('select max(id)\n from public."exports" e join other using (id)', 'same')] },
        { targets: [table('SELECT 1 FROM another')] },
      ],
      ['table exports of main: a effect e0, b effect e0'],
    ],
    [
      'what is left in the real target of another',
      [{ output: s3({ key: 'real/{{date}}.csv' }) }, { targets: [s3({ prefix: 'real/' })] }],
      ['s3://b/real/: b effect e0, a output backup of the candidate'],
    ],
    [
      'what is brought home from one place',
      [{ output: sftp('batch', 'out/x.csv') }, { output: sftp('batch', 'out/x.csv') }, { output: sftp('batch', 'out/y.csv') }],
      ['sftp://batch/out/x.csv: a output backup of the candidate, b output backup of the candidate'],
    ],
    [
      'the targets of one batch twice',
      [
        { batch: 'x', targets: [sftp('partner', 'in')] },
        { batch: 'x', targets: [sftp('partner', 'in')] },
      ],
      [],
    ],
    [
      'what two variants of one batch leave',
      [
        { batch: 'x', output: s3({ key: 'k' }) },
        { batch: 'x', output: s3({ key: 'k' }) },
      ],
      ['s3://b/k: a output backup of the candidate, b output backup of the candidate'],
    ],
    ['two places of one scenario', [{ targets: [sftp('partner', 'in'), sftp('partner', 'in')] }], []],
  ])('%s', (_, written, expected) => expect(writers(...written)).toEqual(expected));

  it('are told with all who write them', () => {
    const [shared] = sharedPlaces([scenario('a', { targets: [s3({ prefix: '' })] }), scenario('b', { targets: [s3({ prefix: 'x/' })] })], PLACES);
    expect(shared === undefined ? '' : sharedPlaceText(shared).text).toMatch(
      /^s3:\/\/b\/ is written by several: a \(effect e0\), b \(effect e0\)\. /,
    );
  });
});
