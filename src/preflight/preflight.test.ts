import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PreflightItem } from '../model/preflight.ts';
import type { Scenario } from '../model/scenario.ts';
import type { SurveyUses } from '../model/survey.ts';
import { describeWithPrograms } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { PREFLIGHT_RULES } from './all-rules.ts';
import { type Answer, readAnswer } from './answer.ts';
import { preflightDocument, preflightStatus } from './preflight-document.ts';
import { probeScript } from './probe-script.ts';
import type { PreflightFacts } from './rule.ts';
import { endpointsOf } from './rules/reachability.ts';

const QUESTION = {
  commands: ['sh', 'no-such-program-here'],
  variables: ['SET_HERE', 'EMPTY_HERE', 'UNSET_HERE'],
  reads: ['/etc/passwd', '/no/such/file'],
  writes: ['/tmp/new-file-here', '/no/such/folder/file', '/etc/passwd'],
  zones: ['Asia/Tokyo'],
  endpoints: [
    { name: 'NOWHERE_HOST', host: { variable: 'NOWHERE_HOST' }, port: { variable: 'NOWHERE_PORT' } },
    { name: 'UNSET_HOST', host: { variable: 'UNSET_HOST' }, port: { text: '5432' } },
    { name: 'NO_NAME', host: { text: 'no-such-host.invalid' }, port: { text: '443' } },
  ],
  folder: '.',
};

const answer = (values: Readonly<Record<string, string>>): Answer => ({ get: (key) => values[key] });

const GOOD = {
  ...{ offset: '+0900', 'zone.Asia/Tokyo': '+0900', sort: 'ABab', collate: '', charmap: 'UTF-8', uid: '10001', user: 'batch', groups: 'batch' },
  ...{
    tmp: '1000',
    ca: '/etc/ssl/cert.pem',
    'command.psql': '/usr/bin/psql',
    'variable.PGPASSWORD': 'set',
    'variable.STAGE': 'set',
    'read./data/in/list.csv': 'yes',
    'reach.PGHOST': '0 db:5432',
    'reach.S3': '0 s3.ap-northeast-1.amazonaws.com:443',
  },
};

const at = { file: 'client-export.sh', line: 3 };
const uses = {
  ...{ files: [], endpoints: [], databases: [], tables: [], objects: [], secrets: [], prunings: [], unresolved: [] },
  commands: [{ name: 'psql', kind: 'program', resolved: true, at }],
  variables: [{ name: 'STAGE', at, origin: 'nowhere' }],
} as unknown as SurveyUses;

const scenario = {
  id: 'x',
  schedule: {
    cron: '30 1 * * *',
    zone: 'Asia/Tokyo',
    candidate: [{ kind: 'scheduler', config: { expression: 'cron(30 1 * * ? *)', zone: 'Asia/Tokyo' } }],
  },
  businessDate: { zone: 'Asia/Tokyo', offset: 0, mode: 'injected', variable: 'BUSINESS_DATE' },
  sides: { legacy: { environment: {} }, candidate: { environment: {} } },
  outputs: { list: { sides: { candidate: { kind: 's3', config: { bucket: 'backup', key: 'list.csv' } } } } },
} as unknown as Scenario;

const PLACE = '/data/in/list.csv';
const file = (access: 'read' | 'write' | 'append', path = PLACE) => ({ path, access, by: 'cat', at, resolved: true });
const UNREAD = { at, kind: 'script-missing', what: './more.sh', why: 'it was not captured' };
const withStage = { ...scenario, sides: { legacy: { environment: {} }, candidate: { environment: { STAGE: 'test' } } } } as unknown as Scenario;

const log = { logDriver: 'awslogs', options: { 'awslogs-group': '/ecs/x' } } as const;
const definition = {
  ...{ executionRoleArn: 'arn:e', taskRoleArn: 'arn:t' },
  containerDefinitions: [
    {
      ...{ name: 'x', image: `repository/x@sha256:${'a'.repeat(64)}`, logConfiguration: log },
      ...{ secrets: [{ name: 'PGPASSWORD', valueFrom: 'arn:s' }], environment: [{ name: 'PGHOST' }, { name: 'PGPORT' }] },
    },
  ],
};

const facts = (
  change: Partial<PreflightFacts> = {},
  candidate: Readonly<Record<string, string>> = {},
  legacy: Readonly<Record<string, string>> = {},
): PreflightFacts => ({
  ...{
    scenario,
    uses: { candidate: uses },
    definition,
    packaging: 'apk',
    world: 'real',
    aws: { region: 'ap-northeast-1' },
    candidateRunner: 'fargate',
    now: Date.UTC(2026, 0, 1),
    logGroups: { '/ecs/x': true },
  },
  asked: { legacy: { answer: answer({ ...GOOD, ...legacy }) }, candidate: { answer: answer({ ...GOOD, ...candidate }) } },
  ...change,
});

const judge = (input: PreflightFacts): readonly PreflightItem[] => PREFLIGHT_RULES.flatMap((rule) => rule.check(input));
const states = (items: readonly PreflightItem[]) =>
  items.filter(({ state }) => state !== 'OK').map(({ rule, subject, state }) => `${state} ${rule} ${subject}`);

/** What no preflight can prove in the real world. */
const ALWAYS = 'SKIPPED iam actions';

describe('the rules', () => {
  it('find all in order where all is there', () => expect(states(judge(facts()))).toEqual([ALWAYS]));

  it.each<[string, PreflightFacts, string]>([
    ['no time zone data', facts({}, { 'zone.Asia/Tokyo': '+0000' }), 'MISSING time-zone tzdata: Asia/Tokyo'],
    ['another zone', facts({}, { offset: '+0000' }), 'DIFFERS time-zone offset'],
    ['a zone that only the legacy script sets', facts({}, { offset: '+0000' }, { settz: 'Asia/Tokyo', offset: '+0000' }), 'DIFFERS time-zone offset'],
    ['another order of sort', facts({}, {}, { sort: 'aAbB' }), 'DIFFERS collation sort'],
    ['another collation in SQL', facts({}, { collate: 'COLLATE "C";' }), 'DIFFERS collation SQL'],
    ['another charset', facts({}, { charmap: 'ANSI_X3.4-1968' }), 'DIFFERS charset charset'],
    ['a program that is not there', facts({}, { 'command.psql': '' }), 'MISSING commands psql'],
    ['a program of this machine that the image may lack', facts({ world: 'sandbox', imagePackages: ['tzdata'] }), 'SKIPPED commands psql'],
    ['a variable that nothing sets', facts({}, { 'variable.STAGE': '' }), 'MISSING variables STAGE'],
    ['a root that legacy is not', facts({}, { uid: '0' }), 'DIFFERS user user'],
    ['a root of an image that only the sandbox has run', facts({ world: 'sandbox' }), 'SKIPPED user user'],
    ['a root by name', facts({ world: 'sandbox', imageUser: '0:0' }), 'SKIPPED user user'],
    ['a secret that did not arrive', facts({}, { 'variable.PGPASSWORD': '' }), 'MISSING secrets PGPASSWORD'],
    ['a database that does not answer', facts({}, { 'reach.PGHOST': '1 db:5432' }), 'MISSING reachability PGHOST'],
    ['a name that is not found', facts({}, { 'reach.PGHOST': 'dns db:5432' }), 'MISSING reachability PGHOST'],
    ['an S3 without a way to it', facts({}, { 'reach.S3': '1 s3.ap-northeast-1.amazonaws.com:443' }), 'MISSING reachability S3'],
    ['a database that answers here only', facts({ candidateRunner: 'container' }), 'SKIPPED reachability PGHOST'],
    ['no log group', facts({ logGroups: { '/ecs/x': false } }), 'MISSING log-group x'],
    ['a log group that cannot be asked for', facts({ logGroups: {} }), 'SKIPPED log-group x'],
    ['a program behind a script that was not read', facts({ uses: { candidate: { ...uses, unresolved: [UNREAD] } } }), 'SKIPPED commands ./more.sh'],
    ['a variable that only the rehearsal sets', facts({ scenario: withStage }), 'DIFFERS variables STAGE'],
    [
      'a file that only legacy has',
      facts({ uses: { candidate: { ...uses, files: [file('read')] } } }, { [`read.${PLACE}`]: 'absent' }),
      `MISSING paths ${PLACE}`,
    ],
    [
      'a file that may not be read',
      facts({ uses: { candidate: { ...uses, files: [file('read')] } } }, { [`read.${PLACE}`]: 'denied' }),
      `MISSING paths ${PLACE}`,
    ],
    [
      'a file that neither has',
      facts({ uses: { candidate: { ...uses, files: [file('read')] } } }, { [`read.${PLACE}`]: 'absent' }, { [`read.${PLACE}`]: 'absent' }),
      `SKIPPED paths ${PLACE}`,
    ],
    [
      'a folder that is not there',
      facts({ uses: { candidate: { ...uses, files: [file('write')] } } }, { [`write.${PLACE}`]: '2 /data' }),
      `MISSING paths ${PLACE}`,
    ],
    [
      'a folder that may not be written',
      facts({ uses: { candidate: { ...uses, files: [file('append')] } } }, { [`write.${PLACE}`]: 'denied /data/in' }),
      `MISSING paths ${PLACE}`,
    ],
    ['groups of legacy, and scripts that were not read', facts({ uses: {} }, {}, { groups: 'batch adm' }), 'SKIPPED groups groups'],
    ['scripts that could not be read', facts({ uses: {} }), 'SKIPPED commands programs'],
    ['no schedule', facts({ scenario: { ...scenario, schedule: { cron: '30 1 * * *', zone: 'Asia/Tokyo' } } }), 'MISSING schedule fires'],
    ['another schedule', facts({ scenario: { ...scenario, schedule: { ...scenario.schedule, cron: '31 1 * * *' } } }), 'DIFFERS schedule fires'],
  ])('%s', (_, input, expected) => expect(states(judge(input))).toContain(expected));

  it('alarm for no path that is there, that the script makes itself, or that is of the kernel', () => {
    const files = [
      file('read'),
      file('write'),
      { ...file('write', '/data/made'), by: 'mkdir' },
      file('write', '/data/made/x.csv'),
      file('read', '/proc/cpuinfo'),
    ];
    const seen = { [`write.${PLACE}`]: '0 /data/in/list.csv', 'write./data/made': '1 /data', 'write./data/made/x.csv': '2 /data' };
    expect(states(judge(facts({ uses: { candidate: { ...uses, files } } }, seen)))).toEqual([ALWAYS]);
  });

  it('take the word of Dockerfile or definition for who the image runs as, where the sandbox runs it as somebody else', () => {
    const items = judge(facts({ world: 'sandbox', imageUser: 'batch' }, { uid: '0' }, { uid: '0' }));
    expect(items.filter(({ rule }) => rule === 'user')).toMatchObject([
      { state: 'OK', candidate: 'batch', why: 'the image runs as batch, not as root' },
    ]);
  });

  it.each([['postgresql16-client'], ['postgresql15-client'], ['postgresql-client']])(
    'take %s of the Dockerfile for what brings psql in the sandbox',
    (name) => {
      const items = judge(facts({ world: 'sandbox', imageUser: 'batch', imagePackages: ['tzdata', name] }));
      expect(items.filter(({ rule }) => rule === 'commands')).toMatchObject([{ subject: 'psql', state: 'OK' }]);
    },
  );

  it('take a fresh pass with real tasks for the proof that the role suffices', () => {
    const lastPass = { run: 'r1', at: '2025-12-30T00:00:00Z' };
    expect(states(judge(facts({ lastPass })))).toEqual([]);
    expect(states(judge(facts({ lastPass: { ...lastPass, at: '2025-12-01T00:00:00Z' } })))).toEqual([ALWAYS]);
    expect(states(judge(facts({ lastPass, candidateRunner: 'container' })))).toContain(ALWAYS);
  });

  it('take a zone that a script sets for the one it lives in', () =>
    expect(states(judge(facts({}, {}, { settz: 'Asia/Tokyo', offset: '+0000' })))).toEqual([ALWAYS]));

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['nowhere to write', { tmp: '' }, 'MISSING scratch-space temporary files'],
    ['no certificates', { ca: '' }, 'MISSING ca-certificates bundle'],
  ])('%s', (_, gone, expected) => {
    const kept = Object.fromEntries(Object.entries(GOOD).filter(([key]) => !(key in gone)));
    const input = facts({ asked: { legacy: { answer: answer(GOOD) }, candidate: { answer: answer(kept) } } });
    expect(states(judge(input))).toEqual([expected, ALWAYS].sort((a) => (a === ALWAYS ? 1 : -1)));
  });

  it('prove nothing of an environment that was not looked at', () => {
    const items = judge(facts({ asked: { legacy: { answer: answer(GOOD) }, candidate: { unasked: 'no capacity' } } }));
    const known = ['log-group', 'image', 'schedule', 'iam'];
    for (const { rule, state, why } of items)
      if (!known.includes(rule)) expect([rule, state, why]).toEqual([rule, 'SKIPPED', expect.stringContaining('no capacity')]);
  });

  it('ask for S3 in the region of the task, and for a database without a port at its usual one', () => {
    const container = { name: 'x', environment: [{ name: 'PGHOST' }, { name: 'OTHER_HOST' }] };
    const inTokyo = { taskDefinitionArn: 'arn:aws:ecs:ap-northeast-1:1:task-definition/x:1', containerDefinitions: [container] };
    const asked = (aws: PreflightFacts['aws']) => endpointsOf({ scenario, definition: inTokyo, aws });
    const s3 = (host: string, port: string) => ({ name: 'S3', host: { text: host }, port: { text: port } });
    const database = { name: 'PGHOST', host: { variable: 'PGHOST' }, port: { text: '5432' } };
    expect(asked({ region: 'eu-west-1' })).toEqual([database, s3('s3.ap-northeast-1.amazonaws.com', '443')]);
    expect(asked({ endpoint: 'http://127.0.0.1:4566' })).toEqual([database, s3('127.0.0.1', '4566')]);
  });

  it('give a line for each thing that is missing', () => {
    const items = judge(
      facts({ logGroups: { '/ecs/x': false } }, { 'zone.Asia/Tokyo': '+0000', 'command.psql': '', uid: '0', 'reach.PGHOST': '1 db:5432' }),
    );
    for (const { rule, state, fix } of items)
      if (state === 'MISSING' || state === 'DIFFERS') expect([rule, Object.values(fix ?? {})[0]]).toEqual([rule, expect.any(String)]);
  });
});

describe('the report', () => {
  const report = (items: readonly PreflightItem[]) =>
    ({ schema: 'twinrun.preflight/1', scenario: 'x', at: '', world: 'real', sides: { legacy: '', candidate: '' }, items }) as const;
  const item = (state: PreflightItem['state']): PreflightItem => ({ rule: 'r', subject: 's', state, why: 'w' });

  it('passes only where everything is OK, and nothing is no pass', () => {
    expect(preflightStatus(report([item('OK')]))).toBe('pass');
    expect(preflightStatus(report([item('OK'), item('SKIPPED')]))).toBe('inconclusive');
    expect(preflightStatus(report([item('SKIPPED'), item('MISSING')]))).toBe('fail');
    expect(preflightStatus(report([item('DIFFERS')]))).toBe('fail');
    expect(preflightStatus(report([]))).toBe('inconclusive');
  });

  it('collects the lines that mend, once each', () => {
    const missing: PreflightItem = { ...item('MISSING'), fix: { dockerfile: 'RUN apk add --no-cache tzdata' } };
    const { blocks } = preflightDocument(report([missing, missing]));
    expect(blocks.at(-1)).toMatchObject({ kind: 'figure', text: 'RUN apk add --no-cache tzdata' });
  });
});

describe.each([['dash'], ['bash'], ['busybox']])('the script under %s', (shell) => {
  describeWithPrograms([shell], `the probe of an environment under ${shell}`, () => {
    const environment = {
      PATH: '/usr/bin:/bin',
      SET_HERE: 'a value that nobody prints',
      EMPTY_HERE: '',
      NOWHERE_HOST: '127.0.0.1',
      NOWHERE_PORT: '1',
    };
    const run = (folder = QUESTION.folder) =>
      execFileSync(shell, [...(shell === 'busybox' ? ['sh'] : []), '-c', probeScript({ ...QUESTION, folder })], {
        ...{ env: environment, encoding: 'utf8' },
      });

    it('says what is there, and no value of a variable', () => {
      const log = run();
      const read = readAnswer(log);
      expect(log).not.toContain('nobody prints');
      expect(
        ['zone.Asia/Tokyo', 'command.sh', 'command.no-such-program-here', 'variable.SET_HERE', 'variable.EMPTY_HERE', 'variable.UNSET_HERE'].map(
          (key) => read?.get(key),
        ),
      ).toEqual(['+0900', expect.stringContaining('sh'), '', 'set', 'set', '']);
      expect(read?.get('reach.NOWHERE_HOST')).toMatch(/^[1-9]\d* 127\.0\.0\.1:1$/);
      expect(['reach.UNSET_HOST', 'reach.NO_NAME'].map((key) => read?.get(key))).toEqual(['unset', 'dns no-such-host.invalid:443']);
      expect(
        ['read./etc/passwd', 'read./no/such/file', 'write./tmp/new-file-here', 'write./no/such/folder/file'].map((key) => read?.get(key)),
      ).toEqual([...['yes', 'absent', '1 /tmp', expect.stringMatching(/^(?:4|denied) \/$/)]]);
      expect([read?.get('uid'), read?.get('sort')]).toEqual([String(process.getuid?.()), 'ABab']);
    });

    it.each([
      ['TZ=Asia/Tokyo', 'Asia/Tokyo'],
      [`export TZ="America/Port-au-Prince"`, 'America/Port-au-Prince'],
      [`TZ='Etc/GMT-9'; export TZ`, 'Etc/GMT-9'],
      ['TZ=:Europe/Berlin date', 'Europe/Berlin'],
      ['TZ="$ZONE"; MYTZ=UTC', ''],
    ])('finds the zone that a script sets: %s', (line, zone) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'batch.sh'), `#!/bin/sh\n${line}\n`);
      expect(readAnswer(run(folder))?.get('settz')).toBe(zone);
    });

    it('is no answer when its end is missing', () => expect(readAnswer(run().replace(/^.*end=yes.*$/m, ''))).toBeUndefined());
  });
});

it('keeps the script within the overrides that ECS takes', () => {
  const many = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  expect(probeScript({ ...QUESTION, commands: many('command', 80), variables: many('VARIABLE', 60) }).length).toBeLessThan(7_500);
});
