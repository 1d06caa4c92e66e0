import { describe, expect, it } from 'vitest';
import type { Survey, SurveyEntry, SurveyUses } from '../model/survey.ts';
import { consequencesOf, DESIGN_RULES } from './consequences.ts';

const at = { file: '/opt/batch.sh', line: 4 };
const NONE: SurveyUses = {
  ...{ commands: [], files: [], endpoints: [], databases: [], tables: [], objects: [], variables: [], secrets: [], prunings: [], unresolved: [] },
};

/** A batch that meets none of the rules. */
function quiet(uses: Partial<SurveyUses> = {}, change: Partial<SurveyEntry> = {}): SurveyEntry {
  return {
    ...{ id: 'crontab#1', at: { file: '/etc/crontab', line: 9 }, scheduler: 'cron', enabled: true, user: 'batch', command: '/opt/batch.sh' },
    schedule: { written: '30 1 * * *', next: ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'] },
    environment: { MAILTO: '' },
    uses: { ...NONE, ...uses },
    ...change,
  };
}

const survey = (entries: readonly SurveyEntry[], host: Partial<Survey['host']> = {}): Survey => ({
  schema: 'twinrun.survey/1',
  host: { name: 'batch', from: 'bundle', at: '2026-01-01T00:00:00Z', zone: 'UTC', facts: {}, ...host },
  ...{ entries, scripts: [], ignored: [], unread: [] },
  users: { logins: [], mounts: [], exports: [], listening: [], readers: [] },
});

const file = (path: string, access: SurveyUses['files'][number]['access'], by = 'redirect') => ({ path, access, by, at, resolved: true });
const command = (name: string, ...options: string[]) => ({ name, kind: 'program' as const, at, resolved: true, options });
const variable = (name: string, value: string) => ({ name, value, at, origin: 'script' as const });

/** Rule → a batch that meets it, what is said to be met, and one close to it that does not. */
const CASES: Readonly<
  Record<string, { readonly meets: SurveyEntry; readonly subject: string; readonly not: SurveyEntry; readonly host?: Partial<Survey['host']> }>
> = {
  'local-path': {
    meets: quiet({ files: [file('/backup/x.csv', 'write')] }),
    subject: '/backup/x.csv',
    not: quiet({ files: [file('/tmp/x.csv', 'write'), file('/var/log/x.log', 'append')] }),
  },
  retention: {
    meets: quiet({ prunings: [{ path: '/backup', olderThanDays: 32, at, resolved: true }] }),
    subject: '/backup',
    not: quiet({ files: [file('/backup', 'delete', 'find')] }),
  },
  'state-file': {
    meets: quiet({ files: [file('/var/lib/x/last', 'read'), file('/var/lib/x/last', 'write')] }),
    subject: '/var/lib/x/last',
    not: quiet({ files: [file('/var/lib/x/own', 'write'), file('/var/lib/x/own', 'read')] }),
  },
  'lock-file': { meets: quiet({ commands: [command('flock')] }), subject: 'flock', not: quiet({ commands: [command('block')] }) },
  'shared-scratch': {
    meets: quiet({ files: [file('/tmp/shared', 'write')] }),
    subject: '/tmp/shared',
    not: quiet({ files: [file('/tmp/own', 'write')] }),
  },
  'localhost-service': {
    meets: quiet({ endpoints: [{ kind: 'smtp', host: 'localhost', port: '25', at, resolved: true }] }),
    subject: 'smtp localhost:25',
    not: quiet({ endpoints: [{ kind: 'smtp', host: 'mail.example', at, resolved: true }] }),
  },
  'fixed-address': {
    meets: quiet({ endpoints: [{ kind: 'sftp', host: 'partner.example', at, resolved: true }] }),
    subject: 'sftp partner.example',
    not: quiet({ endpoints: [{ kind: 'sftp', host: '10.0.0.7', at, resolved: true }] }),
  },
  'mail-to': { meets: quiet({}, { environment: { MAILTO: 'ops@example' } }), subject: 'ops@example', not: quiet() },
  'root-needed': { meets: quiet({}, { user: 'root' }), subject: 'root', not: quiet({}, { user: 'www' }) },
  'time-zone': {
    meets: quiet({ variables: [variable('TZ', 'Asia/Tokyo')] }),
    subject: 'Asia/Tokyo',
    not: quiet({ variables: [variable('TZ', 'UTC')] }),
  },
  locale: {
    meets: quiet({}, { environment: { MAILTO: '', LANG: 'ja_JP.UTF-8' } }),
    subject: 'LANG=ja_JP.UTF-8',
    not: quiet({}, { environment: { MAILTO: '', LANG: 'C.UTF-8' } }),
  },
  'japanese-charset': {
    meets: quiet({ commands: [command('nkf', '-s')] }),
    subject: 'nkf -s',
    not: quiet({ variables: [variable('OUT', 'utf-8')] }),
  },
  'gnu-options': {
    meets: quiet({ commands: [command('date', '-d')] }),
    subject: 'date -d',
    not: quiet({ commands: [command('date', '-u'), command('grep', '-q')] }),
  },
  'sort-order': {
    meets: quiet({ commands: [command('sort')] }),
    subject: 'sort',
    not: quiet({ commands: [command('sort')], variables: [variable('LC_ALL', 'C')] }),
  },
  'cron-percent': { meets: quiet({}, { stdin: 'yes' }), subject: '%', not: quiet({}, { scheduler: 'systemd', command: 'date +%F' }) },
  overlap: {
    meets: quiet({}, { schedule: { written: '*/5 * * * *', next: ['2026-01-01T00:00:00Z', '2026-01-01T00:05:00Z'] } }),
    subject: 'every 5 min',
    not: quiet({}, { schedule: { written: '@reboot', next: [] } }),
  },
  'at-least-once': {
    meets: quiet({ tables: [{ table: 'orders', access: 'write', statement: 'insert', at, resolved: true }] }),
    subject: 'orders',
    not: quiet({ tables: [{ table: 'orders', access: 'read', statement: 'select', at, resolved: true }] }),
  },
  limits: { meets: quiet(), subject: 'size', not: quiet(), host: { facts: { diskUsedMiB: '40000' } } },
};

const neighbour = quiet({ files: [file('/tmp/shared', 'read')] }, { id: 'crontab#2' });
const said = (entry: SurveyEntry, host: Partial<Survey['host']> = {}) => consequencesOf({ entry, survey: survey([entry, neighbour], host) });

describe('what the platform changes', () => {
  it('has a case for each rule', () => expect(Object.keys(CASES).sort()).toEqual(DESIGN_RULES.map(({ id }) => id).sort()));

  it('is nothing for a batch that meets no rule', () => expect(said(quiet())).toEqual([]));

  it.each(Object.entries(CASES))('%s', (rule, { meets, subject, not, host }) => {
    const found = said(meets, host).filter((one) => one.rule === rule);
    expect(found).toMatchObject([{ subject }]);
    for (const one of found) expect([one.change, one.proposal].every((text) => text.length > 20)).toBe(true);
    expect(said(not).filter((one) => one.rule === rule)).toEqual([]);
  });

  it('proposes the retention that the pruning implies', () => {
    const [, retention] = said(quiet({ prunings: [{ path: '/b', olderThanDays: 32, at, resolved: true }], files: [file('/b/x', 'write')] }));
    expect(JSON.parse(retention?.snippet ?? '')).toMatchObject({ Rules: [{ Expiration: { Days: 32 } }] });
  });

  it.each([
    ['stat', '--format'],
    ['find', '-printf'],
    ['xargs', '-d'],
    ['grep', '-oP'],
    ['cp', '--parents'],
  ])('knows %s %s as GNU only', (name, option) =>
    expect(said(quiet({ commands: [command(name, option)] })).map(({ rule }) => rule)).toEqual(['gnu-options']),
  );

  it('looks at what runs on another host by ssh as on that host', () =>
    expect(said(quiet({ commands: [{ ...command('date', '-d'), remote: 'other' }], files: [{ ...file('/x', 'write'), remote: 'other' }] }))).toEqual(
      [],
    ));
});
