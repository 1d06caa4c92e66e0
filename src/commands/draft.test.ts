import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { copyWorkspace, runCli } from '../testing/cli.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const SLOW = 120_000;
const ENTRY = /cron\/crontabs\/export#[0-9a-f]{8}/;

/** What a person answers who knows the batch. */
const ANSWERS: readonly (readonly [path: readonly (string | number)[], value: unknown])[] = [
  [['purpose', 'what'], "Client list for the partner's matching"],
  [['purpose', 'why'], 'The partner shows the result on our matching page'],
  [['purpose', 'owner'], 'data team'],
  [['purpose', 'neededUntil'], 'open'],
  [['businessDate', 'offset'], '-1d'],
  [['businessDate', 'mode'], 'injected'],
  [['idempotent'], true],
  [['rerun', 'legacy'], { mode: 'fenced', reason: 'takes folder and address from the environment' }],
  [['rerun', 'candidate'], { mode: 'fenced', reason: 'takes prefix and address from the environment' }],
  [['effects', 'transfer', 'target', 'host'], 'partner'],
  ...(['legacy', 'candidate'] as const).map(
    (side) =>
      [
        ['effects', 'transfer', side, 'fence'],
        { PARTNER_HOST: '{{host.decoy.address}}', PARTNER_PORT: '{{host.decoy.port}}', PARTNER_DIR: `from-${side}` },
      ] as const,
  ),
  [['effects', 'disk-backup', 'legacy', 'fence'], { BACKUP_DIR: 'rehearsal/drafted' }],
  [['effects', 's3-backup', 'target'], { bucket: 'batch-backup', prefix: 'client-export/' }],
  [['effects', 's3-backup', 'candidate', 'fence'], { BACKUP_PREFIX: 'rehearsal/drafted/' }],
  [['sides', 'legacy', 'timeout'], '5m'],
  // The sandbox brings its programs by its own PATH.
  [['sides', 'legacy', 'runner', 'ssh', 'cron'], undefined],
  [['sides', 'candidate', 'timeout'], '5m'],
  [['sides', 'candidate', 'runner', 'fargate', 'cluster'], 'batch'],
  [['sides', 'candidate', 'runner', 'fargate', 'network'], { subnets: ['subnet-sandbox'], securityGroups: ['sg-sandbox'] }],
  [['outputs', 'clients', 'format', 'csv', 'key'], ['client_id']],
  [['outputs', 'clients', 'legacy', 'sftp', 'path'], 'rehearsal/drafted/clients_{{date}}.csv'],
  [['outputs', 'clients', 'candidate', 's3'], { bucket: 'batch-backup', key: 'rehearsal/drafted/clients_{{date}}.csv' }],
  [['outputs', 'delivered-clients', 'format', 'csv', 'key'], ['client_id']],
  [['outputs', 'delivered-clients', 'legacy', 'sftp'], { host: 'decoy', path: 'from-legacy/clients_{{date}}.csv' }],
  [['outputs', 'delivered-clients', 'candidate', 'sftp'], { host: 'decoy', path: 'from-candidate/clients_{{date}}.csv' }],
  [['impact', 'who'], 'users of the matching page'],
  [['impact', 'what'], 'a day old'],
  [['impact', 'urgency'], '1d'],
  [['impact', 'onCall'], '#data-oncall'],
  [['impact', 'owner'], 'data team'],
  [['impact', 'partnerContact'], 'transfer@partner.example'],
  [['rollback', 'decideBy'], '06:00'],
];

describe('twinrun draft', () => {
  const workspace = temporaryFolder();
  const scenario = join(workspace, 'scenarios/client-export');
  const file = join(scenario, 'scenario.yaml');

  beforeAll(async () => {
    copyWorkspace(workspace);
    rmSync(join(workspace, 'scenarios/client-export-drifted'), { recursive: true });
    expect(await runCli(workspace, ['sandbox', 'up'])).toMatchObject({ code: 0 });
    expect(await runCli(workspace, ['survey', 'batch', '--json'])).toMatchObject({ code: 0 });
  }, SLOW);

  afterAll(async () => {
    expect(await runCli(workspace, ['sandbox', 'down'])).toMatchObject({ code: 0 });
  }, SLOW);

  it(
    'leaves what is there alone, and writes scenario, design and diagrams of what is not',
    async () => {
      const before = readFileSync(file, 'utf8');
      const [taken, fresh] = [await runCli(workspace, ['draft', 'batch']), await runCli(workspace, ['draft', 'batch', '--out', 'drafts', '--json'])];
      expect(taken).toMatchObject({ code: 0, stdout: expect.stringMatching(/^left alone .*client-export: there is something already/) });
      expect(readFileSync(file, 'utf8')).toBe(before);
      expect(JSON.parse(fresh.stdout)).toMatchObject({
        written: [
          {
            id: 'client-export',
            entry: expect.stringMatching(ENTRY),
            disposition: 'migrate',
            files: ['scenario.yaml', 'design.md', 'before-after.drawio'],
          },
        ],
        left: [],
      });
      const design = readFileSync(join(workspace, 'drafts/client-export/design.md'), 'utf8');
      for (const told of ['```mermaid', 'retention: /home/export/backup', 'client_export.sh:43', 'What reading did not show'])
        expect(design).toContain(told);
    },
    SLOW,
  );

  it(
    'is refused with each blank named, and rehearses with pass once they are answered',
    async () => {
      cpSync(join(workspace, 'drafts/client-export'), scenario, { recursive: true });
      const draft = readFileSync(file, 'utf8');
      const refused = await runCli(workspace, ['rehearse', 'client-export']);
      expect(refused.code).toBe(3);
      const blanks =
        draft
          .split('\n')
          .filter((line) => !line.trimStart().startsWith('#'))
          .join('\n')
          .match(/"(?:\?\?\?|TODO[^"]*)"/g) ?? [];
      expect(refused.stderr.match(/\[scenario\.blank\]/g)).toHaveLength(blanks.length);
      // Nothing but blanks is wrong with it.
      expect(refused.stderr.match(/\[scenario\.(?!blank)[\w-]+\]/g)).toBeNull();

      const answered = parseDocument(draft);
      for (const [path, value] of ANSWERS) value === undefined ? answered.deleteIn(path) : answered.setIn(path, value);
      writeFileSync(file, answered.toString());
      const run = await runCli(workspace, ['rehearse', 'client-export', '--json']);
      expect(run.stderr).not.toContain('scenario.blank');
      expect([run.code, run.stdout.slice(0, 4_000)]).toEqual([0, expect.stringContaining('"pass"')]);
    },
    SLOW,
  );

  it('writes a stop plan, and no sides, for what nobody needs; refuses an entry that is none', async () => {
    mkdirSync(join(workspace, 'ended'));
    const id = ENTRY.exec(readFileSync(join(workspace, 'reports/_surveys/batch/survey.json'), 'utf8'))?.[0] ?? '';
    const [retired, wrong] = [
      await runCli(workspace, ['draft', 'batch', '--retire', id, '--out', 'ended']),
      await runCli(workspace, ['draft', 'batch', '--entry', 'none']),
    ];
    expect(retired).toMatchObject({ code: 0, stdout: expect.stringContaining('client-export: scenario.yaml, stop-plan.md') });
    const plan = readFileSync(join(workspace, 'ended/client-export/stop-plan.md'), 'utf8');
    for (const told of ['disposition: retire', 'crontabs/export:7', 'data-team@client.example', '???']) expect(plan).toContain(told);
    expect(wrong).toMatchObject({ code: 3, stderr: expect.stringContaining('[draft.no-such-entry]') });
  });
});
