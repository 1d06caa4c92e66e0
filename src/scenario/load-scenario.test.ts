import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Check } from '../model/check.ts';
import { formatError, type TwinrunError, TwinrunErrors } from '../model/error.ts';
import { formatLocation } from '../model/location.ts';
import { fakeRegistries } from '../testing/fake-registries.ts';
import { loadScenario, parseScenario } from './load-scenario.ts';
import { parseWorkspace } from './workspace.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const example = readFileSync(join(fixtures, 'scenario.yaml'), 'utf8');
const workspace = await parseWorkspace(readFileSync(join(fixtures, 'twinrun.yaml')), join(fixtures, 'twinrun.yaml'));
const temporary = mkdtempSync(join(tmpdir(), 'twinrun-scenario-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const parse = (text: string) =>
  parseScenario(Buffer.from(text), { file: 'scenario.yaml', folder: 'client-export', registries: fakeRegistries, workspace });

async function errorsOf(text: string): Promise<readonly TwinrunError[]> {
  const thrown = await parse(text).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown === undefined) return [];
  expect(thrown).toBeInstanceOf(TwinrunErrors);
  return (thrown as TwinrunErrors).errors;
}

/** The example with one piece replaced; the piece must be there. */
function changed(...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, () => to);
  }, example);
}

/** `line:column code` of a piece of text, from the text itself. */
function placeOf(text: string, piece: string, within = piece): string {
  const offset = text.indexOf(piece) + piece.indexOf(within);
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

describe('a good scenario', () => {
  it('loads, with its short forms spelled out', async () => {
    const scenario = await parse(example);
    expect(scenario.sides.legacy).toMatchObject({ timeout: 600_000, runner: { kind: 'ssh', config: { host: 'batch' } }, environment: {} });
    expect(scenario.businessDate.offset).toBe(-1);
    expect(scenario.effects['partner-file']?.sides.legacy?.fence.PARTNER_DIR).toBe('from-legacy');
    expect(scenario.effects['disk-backup']?.sides).not.toHaveProperty('candidate');
    expect(scenario.outputs.backup).toMatchObject({ empty: 'invalid', format: { kind: 'csv' }, sides: { candidate: { kind: 's3' } } });
    expect(scenario).toMatchObject({ disposition: 'migrate', order: 'together', allowances: [], rollback: { decideBy: '06:00' } });
  });

  it('hashes its files and itself', async () => {
    const folder = join(temporary, 'client-export');
    mkdirSync(join(folder, 'legacy'), { recursive: true });
    writeFileSync(join(folder, 'scenario.yaml'), example);
    writeFileSync(join(folder, 'legacy/run.sh'), '');
    const loaded = await loadScenario(folder, fakeRegistries);
    expect(Object.keys(loaded.files)).toEqual(['legacy/run.sh', 'scenario.yaml']);
    expect(loaded.files['legacy/run.sh']).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    writeFileSync(join(folder, 'scenario.yaml'), `# a comment changes the file, not the scenario\n${example}`);
    const again = await loadScenario(folder, fakeRegistries);
    expect(again.hash).toBe(loaded.hash);
    expect(again.files).not.toEqual(loaded.files);
  });

  it('refuses a link that leads out of its folder', async () => {
    const folder = join(temporary, 'linked', 'client-export');
    cpSync(join(temporary, 'client-export'), folder, { recursive: true });
    symlinkSync('/etc/hostname', join(folder, 'secret'));
    await expect(loadScenario(folder, fakeRegistries)).rejects.toMatchObject({ code: 'scenario.link', class: 'misuse' });
  });

  it('says when there is none', async () => {
    await expect(loadScenario(join(temporary, 'nothing'), fakeRegistries)).rejects.toMatchObject({ code: 'scenario.not-found', class: 'misuse' });
  });
});

describe('five mistakes', () => {
  it('give five errors at once, each with its place', async () => {
    const text = changed(
      ['timeout: 10m', 'timout: 10m'],
      ['idempotent: true', 'idempotent: maybe'],
      ['{ fargate:', '{ fargat:'],
      ['keyed-rows: { output: backup }', 'keyed-rows: { output: bakcup }'],
      ['  onCall: "data team, #data-oncall"\n', ''],
    );
    const errors = await errorsOf(text);
    expect(errors.map((error) => `${formatLocation(error.at ?? {})} ${error.code}`)).toEqual([
      `scenario.yaml:${placeOf(text, 'idempotent: maybe', 'maybe')} (idempotent) scenario.type`,
      `scenario.yaml:${placeOf(text, 'timout')} (sides.legacy.timout) scenario.unknown-key`,
      `scenario.yaml:${placeOf(text, 'fargat:')} (sides.candidate.runner.fargat) scenario.unknown-runner`,
      `scenario.yaml:${placeOf(text, 'bakcup')} (checks[5].keyed-rows.output) scenario.no-such-output`,
      `scenario.yaml:${placeOf(text, '\nimpact', 'impact')} (impact.onCall) scenario.missing`,
    ]);
    const print = formatError(new TwinrunErrors(errors));
    expect(print).toContain('Did you mean `timeout`?');
    expect(print).toContain('Did you mean `fargate`?');
    expect(print).toContain('Did you mean `backup`?');
    expect(print).toContain('Whom to call');
  });
});

/** Each mistake once: what is changed, and the one error that it must give, at the piece that stands last. */
const MISTAKES: readonly (readonly [title: string, from: string, to: string, code: string, at: string, within?: string])[] = [
  ['an unknown top-level field', 'purpose:', 'colour: red\npurpose:', 'scenario.unknown-key', 'colour'],
  ['a number where text is expected', 'owner: data team\n  needed', 'owner: 007\n  needed', 'scenario.type', 'owner: 007', '007'],
  ['nothing where text is expected', 'why: The partner', 'why:\n  # The partner', 'scenario.type', 'why:\n', '\n'],
  ['another form version', 'twinrun.scenario/1', 'twinrun.scenario/9', 'scenario.value', 'twinrun.scenario/9'],
  ['an id that is not the folder', 'id: client-export', 'id: other', 'scenario.id', 'other'],
  ['a wrong cron line', '30 1 * * *', '30 25 * * *', 'scenario.value', '"30 25'],
  ['an unknown zone', 'zone: Asia/Tokyo }\nbus', 'zone: Asia/Tokio }\nbus', 'scenario.value', 'Asia/Tokio'],
  ['an offset without unit', 'offset: -1d', 'offset: -1', 'scenario.type', '-1,'],
  ['a duration without unit', 'timeout: 10m', 'timeout: ten', 'scenario.value', 'ten\n'],
  ['a duration of nothing', 'timeout: 10m', 'timeout: 0m', 'scenario.value', '0m\n'],
  ['a duration beyond timers', 'timeout: 10m', 'timeout: 25d', 'scenario.value', '25d'],
  ['an unknown rerun mode', 'mode: fenced, reason: the script', 'mode: fence, reason: the script', 'scenario.value', 'fence, reason'],
  ['an unknown effect kind', 'kind: s3', 'kind: s4', 'scenario.unknown-effect', 's4'],
  ['a wrong effect target', 'prefix: client-export/', 'prefiks: client-export/', 'scenario.unknown-key', 'prefiks'],
  [
    'an unknown collector',
    '{ sftp: { host: batch, path: "rehearsal',
    '{ sftpp: { host: batch, path: "rehearsal',
    'scenario.unknown-collector',
    'sftpp',
  ],
  ['an unknown format', 'format: { csv', 'format: { cvs', 'scenario.unknown-format', 'cvs'],
  ['an unknown probe', '{ sql:', '{ sqll:', 'scenario.unknown-probe', 'sqll'],
  ['an unknown check', '- columns:', '- colums:', 'scenario.unknown-check', 'colums'],
  ['two kinds in one', 'exit-code: {}', '{ exit-code: {}, columns: { output: backup } }', 'scenario.one-kind', '{ exit-code'],
  ['an unknown trigger', 'verdict: fail', 'verdikt: fail', 'scenario.unknown-trigger', 'verdikt'],
  ['an unknown step', '- rerun: legacy', '- restart: legacy', 'scenario.unknown-step', 'restart'],
  ['an unset decision time', 'decideBy: "06:00"', 'decideBy: "24:00"', 'scenario.value', '"24:00"'],
  ['an unknown host', 'ssh: { host: batch', 'ssh: { host: batsh', 'scenario.no-such-host', 'batsh'],
  ['an unknown host in a variable', 'host.decoy.address', 'host.dekoy.address', 'scenario.no-such-host', '"{{host.dekoy'],
  ['an unknown database', 'database: analytics', 'database: analitics', 'scenario.no-such-database', 'analitics'],
  [
    'an unknown date format',
    'clients_{{date}}.csv" } }\n    candidate: { s3',
    'clients_{{date:yymd}}.csv" } }\n    candidate: { s3',
    'scenario.variable',
    '"rehearsal/client-export/clients_{{date:yymd',
  ],
  [
    'a variable that is not closed',
    'from-legacy/clients_{{date}}',
    'from-legacy/clients_{{date',
    'scenario.variable',
    '"from-legacy/clients_{{date.csv',
  ],
  ['a blank', 'owner: data team\n  needed', 'owner: TODO ask\n  needed', 'scenario.blank', 'TODO'],
  ['a blank where a form is expected', 'timeout: 10m', 'timeout: ???', 'scenario.blank', '???'],
  ['a verification by an absent check', '- check: row-count', '- check: checksum', 'scenario.no-such-check', 'checksum'],
  [
    'a fenced side without fence',
    'legacy: { fence: { BACKUP_DIR: rehearsal/client-export } }',
    'legacy: { fence: {} }',
    'scenario.no-fence',
    'fence: {} }\n  s3',
    '{} }\n  s3',
  ],
  [
    'a fence that leads to the real target',
    'candidate: { fence: { PARTNER_HOST: "{{host.decoy.address}}"',
    'candidate: { fence: { PARTNER_HOST: "{{host.partner.address}}"',
    'scenario.fence-towards-target',
    '"{{host.partner',
  ],
  [
    'a fence that names nothing but the real target',
    '{ BACKUP_PREFIX: rehearsal/client-export/ }',
    '{ BACKUP_PREFIX: client-export }',
    'scenario.fence-towards-target',
    'BACKUP_PREFIX: client-export }',
    'client-export }',
  ],
  [
    'a fence that leads into the real target',
    '{ BACKUP_PREFIX: rehearsal/client-export/ }',
    '{ BACKUP: "s3://batch-backup/client-export/rehearsal" }',
    'scenario.fence-towards-target',
    '"s3://batch-backup',
  ],
  ['an effect of no side', '    candidate: { fence: { BACKUP_PREFIX: rehearsal/client-export/ } }\n', '', 'scenario.effect-of-nobody', 's3-backup'],
  ['fences that contradict', '{ BACKUP_DIR: rehearsal/client-export }', '{ PARTNER_DIR: elsewhere }', 'scenario.fence-contradiction', 'elsewhere'],
  ['a reserved variable', '{ BACKUP_DIR:', '{ PATH:', 'scenario.name', 'PATH'],
  ['a variable that carries the date', '{ BACKUP_DIR:', '{ BUSINESS_DATE:', 'scenario.variable-taken', 'BUSINESS_DATE: reh'],
  ['a value of two lines', 'BACKUP_DIR: rehearsal/client-export', 'BACKUP_DIR: "a\\nb"', 'scenario.value', '"a\\nb"'],
  ['a name that is no folder name', '  disk-backup:', '  Disk Backup:', 'scenario.name', 'Disk Backup'],
  ['a file compared with itself', 'from-candidate/clients', 'from-legacy/clients', 'scenario.same-source', 'candidate: { sftp', '{ sftp'],
  [
    'one file as two outputs',
    'host: decoy, path: "from-legacy/',
    'host: batch, path: "rehearsal/client-export/',
    'scenario.same-source',
    'legacy: { sftp: { host: batch, path: "rehearsal/client-export/clients_{{date}}.csv" } }\n    candidate: { sftp',
    '{ sftp: { host: batch',
  ],
  [
    'an output that is compared within a side only',
    '  - keyed-rows: { output: delivered }\n',
    '  - delivery: { backup: backup, delivered: delivered }\n',
    'scenario.output-not-compared',
    'delivered:\n',
  ],
  [
    'an unknown output under another option',
    '  - keyed-rows: { output: delivered }\n',
    '  - keyed-rows: { output: delivered }\n  - delivery: { backup: bakcup, delivered: delivered }\n',
    'scenario.no-such-output',
    'bakcup',
  ],
  [
    'an assertion about an output that is none',
    '  - keyed-rows: { output: delivered }\n',
    "  - keyed-rows: { output: delivered }\n  - sql-assertion: { outputs: { mine: delivred }, assertions: [{ name: a, sql: 'SELECT 1 FROM mine_legacy WHERE false' }] }\n",
    'scenario.no-such-output',
    'delivred',
  ],
  ['an output that nothing compares', '  - keyed-rows: { output: delivered }\n', '', 'scenario.output-not-compared', 'delivered:\n'],
];

describe('an output that one check judges whole', () => {
  it('needs no other check', async () => {
    const retention = { ...fakeRegistries.checks['keyed-rows'], scope: 'outcome', judgesOutput: true } as Check;
    const registries = { ...fakeRegistries, checks: { ...fakeRegistries.checks, 'keyed-rows': retention } };
    const folder = join(temporary, 'judged', 'client-export');
    cpSync(join(temporary, 'client-export'), folder, { recursive: true });
    expect((await loadScenario(folder, registries)).scenario.outputs).toHaveProperty('delivered');
  });
});

describe('each mistake', () => {
  it.each(MISTAKES.map(([title, from, to, code, at, within = at]) => ({ title, from, to, code, at, within })))(
    '$title',
    async ({ from, to, code, at, within }) => {
      const text = changed([from, to]);
      const errors = await errorsOf(text);
      expect(errors.map((error) => `${error.at?.line}:${error.at?.column} ${error.code}`)).toEqual([`${placeOf(text, at, within)} ${code}`]);
      expect(errors[0]?.class).toBe('misuse');
      expect(errors[0]?.at?.field).toMatch(/^[a-z]/i);
      expect(errors[0]?.fix.text).toMatch(/\w+ \S/);
    },
  );

  it.each([
    ['neededUntil: open', 'neededUntil: 0x10', { expected: 'text', received: '16 (number)', fix: { text: 'Quote it: "0x10"' } }],
    ['idempotent: true', 'idempotent: no', { expected: 'true or false', received: 'no', fix: { text: 'Write false.' } }],
    ['[client-export/client_export.sh]', 'run.sh', { expected: 'a list', received: 'run.sh', fix: { text: 'Write a list: [run.sh]' } }],
    ['- columns:', '- colums:', { received: 'colums', fix: { text: 'Did you mean `columns`?' } }],
    ['allowances: []', 'allowances: 7', { expected: 'a list', received: '7 (number)', fix: { text: expect.stringContaining('a person accepted') } }],
  ])('%s as %s tells how to mend it', async (from, to, expected) => {
    const errors = await errorsOf(changed([from, to]));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject(expected);
  });
});

describe('what is mandatory', () => {
  const sections = [
    'schema',
    'id',
    'purpose',
    'schedule',
    'businessDate',
    'idempotent',
    'rerun',
    'effects',
    'sides',
    'outputs',
    'checks',
    'impact',
    'rollback',
  ];
  const fields = ['impact.who', 'impact.what', 'impact.urgency', 'impact.onCall', 'impact.owner', 'impact.partnerContact'];

  it.each(sections)('%s says why it is needed', async (section) => {
    const lines = example.split('\n');
    const first = lines.findIndex((line) => line.startsWith(`${section}:`));
    const next = lines.findIndex((line, index) => index > first && /^[a-zA-Z#]/.test(line));
    const errors = await errorsOf([...lines.slice(0, first), ...(next < 0 ? [] : lines.slice(next))].join('\n'));
    const missing = errors.find((error) => error.code === 'scenario.missing' && error.at?.field === section);
    expect(missing?.expected?.length).toBeGreaterThan(15);
  });

  it.each(fields)('%s', async (field) => {
    const key = field.split('.')[1];
    const text = example.replace(new RegExp(`(?<=^impact:(?:\\n  .*)*\\n)  ${key}: .*\\n`, 'm'), '');
    expect((await errorsOf(text)).map((error) => [error.code, error.at?.field])).toEqual([['scenario.missing', field]]);
  });

  it('at least one check', async () => {
    const start = example.indexOf('checks:');
    const text = `${example.slice(0, start)}checks: []\n${example.slice(example.indexOf('allowances:'))}`;
    const errors = await errorsOf(text);
    expect(errors.map((error) => error.code)).toContain('scenario.value');
    expect(errors.find((error) => error.at?.field === 'checks')?.expected).toBe('at least one check');
  });

  it('a rollback that is impossible needs its reason', async () => {
    const start = example.indexOf('rollback:');
    const errors = await errorsOf(`${example.slice(0, start)}rollback: { possible: false }\n`);
    expect(errors.map((error) => [error.code, error.at?.field])).toEqual([['scenario.missing', 'rollback.reason']]);
    expect(await errorsOf(`${example.slice(0, start)}rollback: { possible: false, reason: the partner keeps every file }\n`)).toEqual([]);
  });
});

describe('allowances', () => {
  const allowance = 'id: rounding, target: { check: keyed-rows, output: backup, column: amount }, bound: { count: 3, absolute: "0.01" }';
  const signed = 'reason: half a yen, evidence: ticket 12, by: Sato, until: 2026-12-31';
  const withAllowances = (...entries: readonly string[]) =>
    changed(['allowances: []', `allowances:\n${entries.map((entry) => `  - { ${entry} }\n`).join('')}`]);

  it('load', async () => expect((await parse(withAllowances(`${allowance}, ${signed}`))).allowances[0]?.until).toBe('2026-12-31'));

  it.each([
    ['a day that is none', `${allowance}, ${signed.replace('12-31', '02-30')}`, 'scenario.value', 'allowances[0].until'],
    ['a count of none', `${allowance.replace('count: 3', 'count: 0')}, ${signed}`, 'scenario.value', 'allowances[0].bound.count'],
    ['an absent check', `${allowance.replace('keyed-rows', 'checksum')}, ${signed}`, 'scenario.no-such-check', 'allowances[0].target.check'],
    [
      'an absent output',
      `${allowance.replace('output: backup', 'output: other')}, ${signed}`,
      'scenario.no-such-output',
      'allowances[0].target.output',
    ],
    ['a bound as number', `${allowance.replace('"0.01"', '0.01')}, ${signed}`, 'scenario.type', 'allowances[0].bound.absolute'],
  ])('refuse %s', async (_title, entry, code, field) => {
    expect((await errorsOf(withAllowances(entry))).map((error) => [error.code, error.at?.field])).toEqual([[code, field]]);
  });

  it('refuse the same id twice', async () => {
    const errors = await errorsOf(withAllowances(`${allowance}, ${signed}`, `${allowance}, ${signed}`));
    expect(errors.map((error) => [error.code, error.at?.field])).toEqual([['scenario.duplicate-id', 'allowances[1].id']]);
  });
});
