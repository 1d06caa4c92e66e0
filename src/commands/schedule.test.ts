import { describe, expect, it } from 'vitest';
import { runCli } from '../testing/cli.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const schedule = (...args: string[]) => runCli(temporaryFolder(), ['schedule', ...args, '--json']);

describe('twinrun schedule', () => {
  it('is 0 where both sides fire together, 1 with the date where they do not, 2 where nothing was compared', async () => {
    const line = ['--cron', '30 2 * * *', '--zone', 'Europe/Berlin', '--from', '2026-01-01'];
    const [tokyo, berlin, alone] = await Promise.all([
      schedule('--cron', '30 1 * * *', '--zone', 'Asia/Tokyo', '--against', 'cron(30 1 * * ? *)'),
      schedule(...line, '--against', 'cron(30 2 * * ? *)'),
      schedule(...line),
    ]);
    expect([tokyo.code, berlin.code, alone.code]).toEqual([0, 1, 2]);
    expect(JSON.parse(tokyo.stdout)).toMatchObject({ schedules: [{ comparison: { legacy: 400, candidate: 400, together: 400 } }] });
    expect(JSON.parse(berlin.stdout).schedules[0].differences).toEqual([{ at: '2026-03-29T01:00:00.000Z', side: 'legacy', cause: 'clock-change' }]);
    expect(JSON.parse(alone.stdout).schedules[0]).toMatchObject({
      comparison: null,
      proposal: { scheduler: { expressions: ['cron(30 2 * * ? *)'] }, rule: { refused: expect.stringContaining('UTC only') } },
    });
  });

  it('refuses what it cannot read, with exit code 3', async () => {
    const wrong = [
      ['--cron', '60 * * * *'],
      ['--cron', '@reboot'],
      ['--cron', '5/15 * * * *'],
      ['--cron', '0 1 * * *', '--zone', 'Asia/Tokio'],
      ['--cron', '0 1 * * *', '--against', 'rate(1 day)'],
      ['--cron', '0 1 * * *', '--days', '0'],
      ['--cron', '0 1 * * *', '--from', 'tomorrow'],
    ];
    const results = await Promise.all(wrong.map((args) => schedule(...args)));
    expect(results.map((result) => result.code)).toEqual(wrong.map(() => 3));
    for (const result of results)
      expect(JSON.parse(result.stdout).errors).toMatchObject([{ code: 'cli.usage', fix: { text: expect.stringMatching(/\w{3}/) } }]);
  });
});
