import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Survey } from '../model/survey.ts';
import { testContext } from '../testing/context.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { mayBeSame } from './path-pattern.ts';
import { surveyBundle } from './survey.ts';

const HOST: Readonly<Record<string, string>> = {
  'etc/timezone': 'Asia/Tokyo\n',
  'var/spool/cron/crontabs/app': [
    '# Export for the partner; ask the data team.',
    '30 1 * * * flock -n /tmp/shop.lock /opt/shop/bin/export.sh',
    'MAILTO=ops@shop.example',
    '0 3 * * * flock -n /tmp/shop.lock /opt/shop/bin/send.sh',
    '0 4 * * * /opt/report/report.sh',
    '0 5 * * * /opt/gone/gone.sh',
    '#0 6 * * * /opt/shop/bin/send.sh',
    '',
  ].join('\n'),
  'var/spool/cron/crontabs/other': '15 5 * * * /opt/other/load.sh\n',
  'opt/shop/bin/export.sh': 'psql -d shop -c "SELECT 1 FROM orders" > /data/out/list_$(date +%F).csv\npsql -d shop -c "DELETE FROM stage"\n',
  'opt/shop/bin/send.sh': 'for f in /data/out/list_*.csv; do scp "$f" in@partner.example:/in/; done\npsql -d shop -c "INSERT INTO stage SELECT 1"\n',
  'opt/report/report.sh': 'psql -d shop -c "SELECT * FROM public.stage" > /data/report/stage.csv\n',
  'opt/other/load.sh': 'psql -d elsewhere -c "INSERT INTO stage SELECT 1"\naws s3 cp /data/x s3://bucket/key.csv\n',
  'data/out/list_2026-01-02.csv': 'a\n',
  'data/report/stage.csv': 'a\n',
};

describe('what a survey makes of the batches of a host', () => {
  const root = temporaryFolder();
  let survey: Survey;
  let name: (id: string) => string;

  beforeAll(async () => {
    for (const [path, text] of Object.entries(HOST)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text, { mode: 0o755 });
    }
    const x = testContext();
    const longAgo = new Date(x.clock.now().getTime() - 40 * 86_400_000);
    utimesSync(join(root, 'data/report/stage.csv'), longAgo, longAgo);
    survey = await surveyBundle(root, x);
    name = (id) => /(\w+)\.sh/.exec(survey.entries.find((entry) => entry.id === id)?.command ?? '')?.[1] ?? id;
  });

  it('relates who writes what another reads, who writes the same, and who takes the same lock', () => {
    const told = survey.relations?.map(({ kind, from, to, subject, certain }) => `${kind} ${name(from)} ${name(to)} ${subject} ${certain}`).sort();
    expect(told).toEqual([
      'file export send /data/out/list_$(…).csv false',
      'lock export send /tmp/shop.lock true',
      'same-table export send stage true',
      'table export report stage true',
      'table send report stage true',
    ]);
    expect(survey.relations?.find(({ kind }) => kind === 'lock')).toMatchObject({ fromAt: { line: 2 }, toAt: { line: 4 } });
  });

  it('takes a table of another database for another table', () =>
    expect(survey.relations?.filter(({ from, to }) => name(from) === 'load' || name(to) === 'load')).toEqual([]));

  it('finds strays, with the evidence', () => {
    const told = survey.strays?.map(({ kind, entry, evidence }) => `${kind} ${name(entry)}: ${evidence}`).sort();
    expect(told).toEqual([
      expect.stringMatching(/^no-owner load: nobody is named: no comment above it, no MAILTO.* mailbox of other$/),
      expect.stringMatching(/^not-run report: .* nothing changed for 40 days: the newest is \/data\/report\/stage\.csv, /),
      expect.stringMatching(/^script-missing gone: \/opt\/gone\/gone\.sh: /),
      expect.stringMatching(/^unread-output report: \/data\/report\/stage\.csv: none of the other 4 entries reads it/),
    ]);
  });

  it('calls nothing a stray whose newest output is fresh, by the pattern of its name', () => {
    expect(survey.outputs?.find(({ path }) => path === '/data/out/list_$(…).csv')).toMatchObject({ newest: '/data/out/list_2026-01-02.csv' });
    expect(survey.strays?.filter(({ entry }) => name(entry) === 'export' || name(entry) === 'send')).toEqual([]);
  });

  it('proposes one container for scripts of one folder and user', () => {
    expect(survey.containers?.map(({ entries, because }) => [entries.map(name), because])).toEqual([
      [
        ['export', 'send', 'report'],
        ['all run as app', 'their scripts lie in /opt/shop', expect.stringMatching(/^their scripts are of sh and use postgres \S*\/shop$/)],
      ],
    ]);
  });
});

describe('paths that may be the same', () => {
  const part = fc.stringMatching(/^[a-z0-9]{1,6}$/);
  const path = fc.array(part, { minLength: 2, maxLength: 4 }).map((parts) => `/dir/${parts.join('/')}`);

  it('are the same where a name is unknown, whichever way round', () =>
    fc.assert(
      fc.property(path, fc.nat(2), (whole, cut) => {
        const parts = whole.split('/');
        const hidden = [...parts.slice(0, 3), ...parts.slice(3).map((one, index) => (index === cut ? '${X}' : one))].join('/');
        expect([mayBeSame(whole, hidden), mayBeSame(hidden, whole)]).toEqual([true, true]);
      }),
    ));

  it('are not where the known parts differ, or where nothing is known', () => {
    fc.assert(fc.property(path, path, (a, b) => mayBeSame(`${a}.csv`, `${b}.csv`) === (a === b)));
    for (const [a, b] of [
      ['${X}/a.csv', '/data/a.csv'],
      ['/${X}', '/data'],
      ['/data/${X}', '/other/a'],
      ['/data/${X}', '/data/a/b'],
    ] as const)
      expect(mayBeSame(a, b)).toBe(false);
  });
});
