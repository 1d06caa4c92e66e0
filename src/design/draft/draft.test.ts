import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { TwinrunErrors } from '../../model/error.ts';
import type { Survey, SurveyEntry } from '../../model/survey.ts';
import { loadRetired } from '../../scenario/load-retired.ts';
import { parseScenario } from '../../scenario/load-scenario.ts';
import type { Workspace } from '../../scenario/workspace.ts';
import { surveyBundle } from '../../survey/survey.ts';
import { testContext } from '../../testing/context.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { unconnectedKinds } from '../../testing/unconnected-registries.ts';
import { type DraftedBatch, draftBatches } from './draft-batch.ts';

const HOST: Readonly<Record<string, string>> = {
  'var/spool/cron/crontabs/app': [
    '# Nightly: "shop" {{x}}',
    '0 2 1 * 1 /opt/shop/export.sh >> /var/log/export.log 2>&1',
    '*/5 * * * * cd /opt/shop && ./sync.sh',
    '@reboot /opt/shop/start.sh',
    '0 4 * * * /opt/other/export.sh',
    '',
  ].join('\n'),
  'opt/shop/export.sh': [
    'mkdir -p /data/out',
    'psql -d shop -c "SELECT * FROM sales.orders" > /data/out/orders_$(date +%F).csv.tmp',
    'mv /data/out/orders_$(date +%F).csv.tmp /data/out/orders_$(date +%F).csv',
    'psql -d shop -c "UPDATE stage SET done = true"',
    'aws s3 cp /data/out/orders_$(date +%F).csv s3://exports/daily/',
    'aws sqs send-message --queue-url https://sqs.ap-northeast-1.amazonaws.com/1/done --message-body ok',
    'curl -T /data/out/list.txt https://api.partner.example/v1/files',
    'echo done | mail -s done ops@shop.example',
    '',
  ].join('\n'),
  'opt/shop/sync.sh': 'scp -P 2222 /data/x.txt in@partner.example:drop/x.txt\n',
  'opt/shop/start.sh': 'true\n',
  'opt/other/export.sh': 'true\n',
};

const WORLD = { hosts: ['batch'], databases: ['shop'] };

async function problemsOf({ id, files }: DraftedBatch): Promise<readonly string[]> {
  const bytes = Buffer.from(files['scenario.yaml'] ?? '');
  try {
    await parseScenario(bytes, { file: 'scenario.yaml', folder: id, registries: unconnectedKinds() });
    return [];
  } catch (thrown) {
    if (!(thrown instanceof TwinrunErrors)) throw thrown;
    return thrown.errors.map(({ code, at }) => `${code} ${at?.field ?? ''}`);
  }
}

describe('the drafts of a host', () => {
  let survey: Survey;
  let drafts: readonly DraftedBatch[];
  const order = (entries: readonly SurveyEntry[]) => ({
    survey,
    entries: entries.map((entry) => ({ entry, retire: false })),
    world: WORLD,
    relations: () => [],
  });

  beforeAll(async () => {
    const root = join(temporaryFolder(), 'batch');
    for (const [path, text] of Object.entries(HOST)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text, { mode: 0o755 });
    }
    survey = await surveyBundle(root, testContext());
    drafts = draftBatches(order(survey.entries));
  });

  it('have ids by their scripts, and numbers where two are called the same', () =>
    expect(drafts.map(({ id }) => id)).toEqual(['export', 'sync', 'start', 'export-2']));

  it('are refused for their blanks alone', async () => {
    for (const draft of drafts) {
      const problems = await problemsOf(draft);
      expect(problems.length).toBeGreaterThan(15);
      expect(problems.filter((one) => !one.startsWith('scenario.blank '))).toEqual([]);
    }
  });

  it('fill in what was seen', () => {
    const text = drafts[0]?.files['scenario.yaml'] ?? '';
    expect(text).toContain('# The crontab says: Nightly: "shop" {{x}}\n');
    expect(parse(text)).toMatchObject({
      schedule: {
        cron: '0 2 1 * 1',
        candidate: [{ scheduler: { expression: 'cron(0 2 1 * ? *)' } }, { scheduler: { expression: 'cron(0 2 ? * MON *)' } }],
      },
      effects: {
        objects: { kind: 's3', target: { bucket: 'exports', prefix: 'daily/' } },
        message: { kind: 'queue', target: { url: 'https://sqs.ap-northeast-1.amazonaws.com/1/done' } },
        call: { kind: 'http' },
        mail: { kind: 'mail' },
        'table-stage': { kind: 'table' },
        'disk-out': { kind: 'sftp', target: { host: 'batch', path: '/data/out' }, legacy: { fence: '???' } },
      },
      sides: { legacy: { runner: { ssh: { host: 'batch', command: ['/opt/shop/export.sh'], cron: {} } } } },
      outputs: {
        orders: { format: { csv: { key: ['???'] } }, legacy: { sftp: { host: 'batch', path: 'TODO check: /data/out/orders_{{date}}.csv' } } },
      },
      probes: { 'sales-orders': { sql: { database: 'shop', query: 'SELECT count(*) FROM sales.orders' } } },
    });
    expect(text).toContain(`    # It could share one image with ${survey.containers?.[0]?.entries.slice(1).join(', ')}: one taskDefinition`);
    // Shell text stays with a shell; a schedule without times of day is a question.
    expect(parse(drafts[1]?.files['scenario.yaml'] ?? '')).toMatchObject({
      effects: { transfer: { target: { host: '???', path: 'drop' } } },
      sides: { legacy: { runner: { ssh: { command: ['/bin/sh', '-c', 'cd /opt/shop && ./sync.sh'] } } } },
    });
    expect(parse(drafts[2]?.files['scenario.yaml'] ?? '')).toMatchObject({
      schedule: { cron: '???', candidate: [{ scheduler: { expression: '???' } }] },
    });
  });

  it.each<[string, string | undefined, readonly string[]]>([
    ['/opt/a.sh 2>&1', undefined, ['/opt/a.sh']],
    ['/opt/a.sh -x 1 >>/var/log/a.log 2>> /var/log/b.log', undefined, ['/opt/a.sh', '-x', '1']],
    ['A=1 /opt/a.sh', undefined, ['/bin/sh', '-c', 'A=1 /opt/a.sh']],
    ['/opt/a.sh | mail x', undefined, ['/bin/sh', '-c', '/opt/a.sh | mail x']],
    ['/opt/a.sh -p[secret]', undefined, ['TODO check: /opt/a.sh -p[secret]']],
    ['/opt/a.sh', 'line', ['TODO check: /opt/a.sh with "line" on stdin']],
  ])('start %s, stdin %s', (command, stdin, expected) => {
    const [entry] = survey.entries;
    if (entry === undefined) throw new Error('no entry');
    const [draft] = draftBatches(order([{ ...entry, command, ...(stdin === undefined ? {} : { stdin }) }]));
    expect(parse(draft?.files['scenario.yaml'] ?? '')).toMatchObject({ sides: { legacy: { runner: { ssh: { command: expected } } } } });
  });

  it('hold whatever a host says as text only', () => {
    const [entry] = survey.entries;
    if (entry === undefined) throw new Error('no entry');
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('a\nid: evil', 'x\r\nimpact: 1', '\u2028id: evil', '": "', '# {{', '\u0085purpose: x', "'"),
    );
    fc.assert(
      fc.property(hostile, hostile, hostile, (comment, command, path) => {
        const file = { path: `/data/${path}`, access: 'write', by: 'cat', at: { file: path, line: 1 }, resolved: true } as const;
        const changed: SurveyEntry = {
          ...entry,
          comment,
          command,
          environment: { MAILTO: comment, NAME: path },
          uses: { ...entry.uses, files: [file] },
        };
        const [draft] = draftBatches(order([changed]));
        const read = parse(draft?.files['scenario.yaml'] ?? '') as Record<string, unknown>;
        expect(Object.keys(read)).toHaveLength(16);
        expect(read.id).toBe(draft?.id);
        expect(read.purpose).toEqual({ what: '???', why: '???', owner: '???', neededUntil: '???' });
        expect(draft?.id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      }),
      { numRuns: 60 },
    );
  });

  it('are a stop plan without sides where nobody needs the batch', () => {
    const [entry] = survey.entries;
    if (entry === undefined) throw new Error('no entry');
    const [plan] = draftBatches({ ...order([]), entries: [{ entry, retire: true }], relations: () => ['a ties b'] });
    expect([plan?.disposition, Object.keys(plan?.files ?? {})]).toEqual(['retire', ['scenario.yaml', 'stop-plan.md']]);
    expect(plan?.files['stop-plan.md']).toContain('a ties b');
  });

  const SCHEDULERS = [
    ['cron', '/etc/cron.d/x', '/opt/x.sh', { cron: [{ host: 'batch', file: '/etc/cron.d/x', contains: '/opt/x.sh' }] }],
    [
      'cron',
      '/var/spool/cron/crontabs/app',
      '/opt/x.sh >> /var/log/x',
      { cron: [{ host: 'batch', user: 'app', contains: '/opt/x.sh >> /var/log/x' }] },
    ],
    ['cron', '/var/spool/cron/crontabs/app', 'date +%F', { cron: [{ host: 'batch', user: 'app', contains: '???' }] }],
    [
      'systemd',
      '/etc/systemd/system/x.service',
      'x',
      { byHand: { what: 'systemctl disable --now x.timer', undo: 'systemctl enable --now x.timer' } },
    ],
    ['run-parts', '/etc/cron.daily/x', 'x', { byHand: { what: 'chmod a-x /etc/cron.daily/x', undo: 'chmod a+x /etc/cron.daily/x' } }],
  ] as const;

  it.each(SCHEDULERS)('stop what %s starts by %s: %s', async (scheduler, file, command, stop) => {
    const [entry] = survey.entries;
    if (entry === undefined) throw new Error('no entry');
    const [draft] = draftBatches({
      ...order([]),
      entries: [{ entry: { ...entry, scheduler, timer: 'x.timer', command, at: { file, line: 3 } }, retire: true }],
    });
    const text = draft?.files['scenario.yaml'] ?? '';
    expect(parse(text)).toMatchObject({ id: draft?.id, disposition: 'retire', stopPlan: { stop } });
    const folder = join(temporaryFolder(), draft?.id ?? '');
    mkdirSync(folder);
    writeFileSync(join(folder, 'scenario.yaml'), text);
    const load = () => loadRetired(folder, { hosts: { batch: {} }, databases: {} } as unknown as Workspace);
    const { errors } = await load().then(
      () => ({ errors: [] }),
      (thrown: TwinrunErrors) => thrown,
    );
    expect(errors.length).toBeGreaterThan(10);
    expect(errors.filter(({ code }) => code !== 'scenario.blank')).toEqual([]);
    // Its blanks answered, it is whole.
    const answered = text
      .replaceAll('on: "???"', 'on: 2026-11-01')
      .replaceAll('until: "???"', 'until: 2027-11-01')
      .replaceAll('days: "???"', 'days: 40');
    writeFileSync(join(folder, 'scenario.yaml'), answered.replaceAll('url: "???"', 'url: "https://t.example/1"').replaceAll('"???"', 'an answer'));
    expect((await load())?.retired.id).toBe(draft?.id);
  });
});
