import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Survey, SurveyEntry } from '../model/survey.ts';
import { testContext } from '../testing/context.ts';
import { temporaryFolder, useTempFolder } from '../testing/temporary-folder.ts';
import { surveyBundle, surveyDocument } from './survey.ts';

const PASSWORD = 'hunter2-and-more';

/** A host as they are: a crontab that calls scripts that source settings, and much that is wrong. */
const HOST: Readonly<Record<string, string>> = {
  'etc/timezone': 'Asia/Tokyo\n',
  'etc/crontab': 'SHELL=/bin/sh\n17 * * * * root cd / && run-parts --report /etc/cron.hourly\n',
  'etc/cron.hourly/tidy': '#!/bin/sh\nfind /data/out -name "*.csv" -mtime +7 -delete\n',
  'etc/cron.hourly/tidy.sh': '#!/bin/sh\n',
  'etc/cron.d/batch.bak': '0 0 * * * root /bin/true\n',
  'etc/cron.d/loop': '0 0 * * * app /opt/loop/a.sh\n5 0 * * * app /opt/gone.sh\n',
  'opt/loop/a.sh': '. /opt/loop/b.sh\n',
  'opt/loop/b.sh': '. /opt/loop/a.sh\nif then broken ((\n',
  'var/spool/cron/crontabs/app': [
    'DB_HOST=db.internal',
    `DB_PASSWORD=${PASSWORD}`,
    '30 1 * * 1-5 cd /opt/app && flock -n /tmp/app.lock timeout 10m nice -n 5 ./export.sh daily >> log/export.log 2>&1',
    '*/10 * * * * /usr/bin/python3 /opt/app/sync.py',
    `0 4 * * * mysqldump -h db2 -u root -p${PASSWORD} shop orders | gzip -c > /backup/shop.sql.gz`,
    '#0 5 * * * /opt/app/old.sh',
    '',
  ].join('\n'),
  'opt/app/settings.env': 'OUT=/data/out\nBUCKET=s3://exports\nexport API=https://api.partner.example/v1\n',
  'opt/app/export.sh': [
    '#!/bin/bash',
    '. "$(dirname "$0")/settings.env"',
    'KIND=${1:-all}',
    'FILE=$OUT/clients_$KIND.csv',
    'psql -h "$DB_HOST" -d "${DB_NAME:-shop}" -At > "$FILE" <<SQL',
    'SELECT c.id, o.total',
    '  FROM clients c JOIN sales.orders o USING (id)',
    "  WHERE o.kind = '$KIND';",
    'INSERT INTO exports(at) SELECT now();',
    'SQL',
    'send() { curl -sS -u "partner:$API_TOKEN" -T "$1" "$API/files"; }',
    'send "$FILE"',
    'aws s3 cp "$FILE" "$BUCKET/$(date +%F)/"',
    'ssh -p 2222 deploy@edge.internal "rm -f /srv/in/old.csv"',
    'for t in users items; do psql -c "TRUNCATE stage_$t" shop; done',
    'scp "$FILE" deploy@edge.internal:/srv/in/',
    '$RUNNER --now',
    'aws sqs send-message --queue-url https://sqs.ap-northeast-1.amazonaws.com/1/done --message-body ok',
    '',
  ].join('\n'),
  'opt/app/sync.py': [
    'import os',
    'host = os.environ["DB_HOST"]',
    'token = os.getenv("SYNC_TOKEN")',
    'rows = db.execute("SELECT id FROM public.users WHERE id > %s")',
    'open("/data/out/users.json", "w")',
    'requests.get("https://hooks.example.com/x")',
    '',
  ].join('\n'),
};

function writeHost(root: string): void {
  for (const [path, text] of Object.entries(HOST)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    if (/\.sh$|cron\.hourly/.test(path)) chmodSync(join(root, path), 0o755);
  }
}

function entryAt(survey: Survey, file: string, line?: number): SurveyEntry {
  const found = survey.entries.find(({ at }) => at.file === file && (line === undefined || at.line === line));
  if (found === undefined) throw new Error(`no entry at ${file}:${line}`);
  return found;
}

describe('the survey of a captured tree', () => {
  const root = temporaryFolder();
  let survey: Survey;
  let uses: SurveyEntry['uses'];

  beforeAll(async () => {
    writeHost(root);
    survey = await surveyBundle(root, testContext());
    uses = entryAt(survey, '/var/spool/cron/crontabs/app', 3).uses;
  });

  it('is the same of an entry before whose command a cutover has put the claim: its id, its script, what it uses', async () => {
    const other = temporaryFolder();
    writeHost(other);
    const [table, claim] = ['var/spool/cron/crontabs/app', '/opt/app/bin/twinrun-claim-sync.sh'];
    writeFileSync(join(other, table), (HOST[table] ?? '').replace('/usr/bin/python3', `/bin/sh ${claim} /usr/bin/python3`));
    const [before, after] = [survey, await surveyBundle(other, testContext())].map((one) => entryAt(one, `/${table}`, 4));
    expect(after?.command).toContain(claim);
    expect([after?.id, after?.uses]).toEqual([before?.id, before?.uses]);
  });

  it('has every entry, with its schedule in words and its next fires in the zone of the host', () => {
    expect(survey.entries.map(({ at, enabled }) => `${at.file}:${at.line ?? ''} ${enabled}`)).toEqual([
      '/etc/crontab:2 true',
      '/etc/cron.d/batch.bak:1 false',
      '/etc/cron.d/loop:1 true',
      '/etc/cron.d/loop:2 true',
      '/var/spool/cron/crontabs/app:3 true',
      '/var/spool/cron/crontabs/app:4 true',
      '/var/spool/cron/crontabs/app:5 true',
      '/var/spool/cron/crontabs/app:6 false',
      '/etc/cron.hourly/tidy: true',
    ]);
    const { schedule } = entryAt(survey, '/var/spool/cron/crontabs/app', 3);
    expect(schedule).toMatchObject({ written: '30 1 * * 1-5', zone: 'Asia/Tokyo', words: expect.stringContaining('01:30') });
    expect(schedule.next).toHaveLength(3);
    for (const fire of schedule.next) expect(fire).toMatch(/T16:30:00/);
    expect(entryAt(survey, '/etc/cron.hourly/tidy').schedule.written).toBe('17 * * * *');
    expect(survey.ignored.map(({ at }) => at.file)).toEqual(['/etc/cron.d/batch.bak', '/etc/cron.hourly/tidy.sh']);
  });

  it('follows wrappers, cd, sourced settings, arguments and defaults to the files', () => {
    const files = uses.files.map(({ path, access, resolved }) => `${access} ${path} ${resolved}`);
    for (const expected of [
      'append /opt/app/log/export.log true',
      'lock /tmp/app.lock true',
      'read /opt/app/settings.env true',
      'write /data/out/clients_daily.csv true',
      'read /data/out/clients_daily.csv true',
    ])
      expect(files).toContain(expected);
    expect(uses.files.find(({ access }) => access === 'write')?.at).toEqual({ file: '/opt/app/export.sh', line: 5 });
    expect(uses.files.filter(({ remote }) => remote === 'edge.internal').map(({ path, access }) => `${access} ${path}`)).toEqual([
      'delete /srv/in/old.csv',
      'write /srv/in/',
    ]);
  });

  it('finds databases, tables with their lines, endpoints, objects and queues', () => {
    expect(uses.databases[0]).toMatchObject({ kind: 'postgres', host: 'db.internal', database: 'shop', resolved: true });
    expect(uses.tables.map(({ table, access, at }) => `${access} ${table} ${at.line}`)).toEqual([
      'read clients 6',
      'read sales.orders 6',
      'write exports 9',
      'write stage_users 15',
      'write stage_items 15',
    ]);
    expect(uses.endpoints.map(({ kind, host, port }) => [kind, host, port])).toEqual(
      expect.arrayContaining([
        ['https', 'api.partner.example', undefined],
        ['ssh', 'edge.internal', '2222'],
      ]),
    );
    expect(uses.objects.map(({ kind, address, access }) => `${access} ${kind} ${address}`)).toEqual(
      expect.arrayContaining([
        'write http https://api.partner.example/v1/files',
        'write s3 s3://exports/$(…)/',
        'write sqs https://sqs.ap-northeast-1.amazonaws.com/1/done',
      ]),
    );
  });

  it('says where each variable has its value from', () => {
    const origins = Object.fromEntries(uses.variables.map(({ name, origin, definedAt }) => [name, `${origin} ${definedAt?.line ?? ''}`]));
    expect(origins).toMatchObject({
      DB_HOST: 'crontab 1',
      OUT: 'profile 1',
      FILE: 'script 4',
      DB_NAME: 'default 5',
      RUNNER: 'nowhere ',
      API_TOKEN: 'nowhere ',
    });
  });

  it('lists what it cannot know, with its line', () => {
    const lines = uses.unresolved.map(({ kind, at }) => `${kind} ${at.line}`);
    expect(lines).toEqual(expect.arrayContaining(['dynamic-command 17', 'object 13']));
    const loop = entryAt(survey, '/etc/cron.d/loop', 1).uses.unresolved;
    expect(loop.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['circle', 'parse-error']));
    expect(entryAt(survey, '/etc/cron.d/loop', 2).uses.unresolved).toMatchObject([{ kind: 'script-missing', what: '/opt/gone.sh', at: { line: 2 } }]);
  });

  it('does not take the first round of a loop for all of them', async () => {
    const own = temporaryFolder();
    mkdirSync(join(own, 'etc/cron.d'), { recursive: true });
    writeFileSync(join(own, 'etc/cron.d/a'), '* * * * * root F=a; while read x; do date > /d/$F; F=b; done; date > /e/$F\n');
    const found = (await surveyBundle(own, testContext())).entries[0]?.uses;
    expect(found?.files.filter(({ access }) => access === 'write').map(({ path, resolved }) => `${path} ${resolved}`)).toEqual([
      '/d/${F} false',
      '/e/${F} false',
    ]);
  });

  it('scans other languages lightly, and marks it', () => {
    const light = entryAt(survey, '/var/spool/cron/crontabs/app', 4).uses;
    expect(light.tables).toMatchObject([{ table: 'public.users', light: true, at: { line: 4 } }]);
    expect(light.variables.map(({ name, origin }) => `${name} ${origin}`)).toEqual(['DB_HOST crontab', 'SYNC_TOKEN nowhere']);
    expect(light.files.filter((use) => use.light)).toMatchObject([{ path: '/data/out/users.json', access: 'mention' }]);
    expect(light.endpoints).toMatchObject([{ host: 'hooks.example.com', light: true }]);
    expect(survey.scripts.find(({ path }) => path === '/opt/app/sync.py')).toMatchObject({ interpreter: 'python3', scan: 'light' });
  });

  it('says that a secret is there, and holds its value nowhere', () => {
    const dump = entryAt(survey, '/var/spool/cron/crontabs/app', 5);
    expect(dump.uses.secrets.map(({ what }) => what)).toEqual(['the value of DB_PASSWORD', 'a password of mysql']);
    expect(dump.uses.secrets.map(({ at }) => at.line)).toEqual([2, 5]);
    expect(JSON.stringify([survey, surveyDocument(survey)])).not.toContain(PASSWORD);
  });
});

describe('a hostile bundle', () => {
  const temp = useTempFolder();

  it('leads nowhere outside, and stops nothing', async () => {
    const root = temp.fresh();
    const outside = temp.fresh();
    writeHost(root);
    mkdirSync(outside);
    writeFileSync(join(outside, 'secret.sh'), 'cat /from-outside\n');
    symlinkSync(join(outside, 'secret.sh'), join(root, 'opt/gone.sh'));
    symlinkSync('/opt/circle', join(root, 'opt/circle'));
    writeFileSync(join(root, 'etc/cron.d/bytes'), Buffer.from([0, 255, 10, 42, 32, 0, 10]));
    writeFileSync(join(root, 'etc/cron.d/a\nb'), '* * * * * root /bin/true\n');
    writeFileSync(join(root, 'etc/cron.d/large'), Buffer.alloc(3 << 20, '#'));
    const survey = await surveyBundle(root, testContext());
    expect(JSON.stringify(survey)).not.toContain('from-outside');
    expect(survey.ignored.map(({ at }) => at.file)).toEqual(expect.arrayContaining(['/etc/cron.d/a\nb', '/etc/cron.d/large']));
    expect(entryAt(survey, '/etc/cron.d/loop', 2).uses.unresolved[0]?.kind).toBe('script-missing');
  });

  it('is refused where it is none, and where it was cut off', async () => {
    await expect(surveyBundle(join(temp.path, 'nothing'), testContext())).rejects.toMatchObject({ code: 'survey.no-bundle', exitCode: 3 });
    const file = join(temp.path, 'cut.capture');
    writeFileSync(file, 'twinrun-capture 1 base64\nfact user\n cm9vdA==\n');
    await expect(surveyBundle(file, testContext())).rejects.toMatchObject({ code: 'survey.bad-capture', exitCode: 3 });
  });

  it('is not complete where there is no table of any scheduler', async () => {
    const root = temp.fresh();
    mkdirSync(root);
    expect((await surveyBundle(root, testContext())).unread).toHaveLength(1);
  });
});
