import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { soakWorld } from '../testing/soak-world.ts';
import { useTempFolder } from '../testing/temporary-folder.ts';

const temp = useTempFolder();
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A batch that drops a file for a partner: really, or where its fence turns it. An address shows what the partner has. */
async function delivering(legacy: string) {
  const folder = temp.fresh();
  const [real, decoy] = [join(folder, 'partner'), join(folder, 'decoy')];
  for (const one of [real, decoy]) mkdirSync(one, { recursive: true });
  const server = createServer((_, answer) => answer.end(readdirSync(real).join(',')));
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const effects = `{ partner-file: { kind: http, target: { url: "${url}" }, legacy: { fence: { DROP: "${decoy}" } }, candidate: { fence: { DROP: "${decoy}" } } } }`;
  const world = await soakWorld(folder, { mode: 'shadow', effects, legacy, environment: `, DROP: "${real}"` });
  return { ...world, real, decoy };
}

describe('a soak with legacy in the shadow', () => {
  it('is green where both agree, and what legacy would deliver goes to its fence', async () => {
    const { run, ask, entries, real, decoy } = await delivering('echo a > "$DROP/$BUSINESS_DATE.csv"');
    run('2026-11-02');
    const answer = await ask('2026-11-02T02:45:00Z');
    expect(answer.fires).toMatchObject([{ kind: 'judged', record: { what: 'judged', mode: 'shadow', comparedWithLegacy: true, reasons: [] } }]);
    expect(answer).toMatchObject({ status: 'pass', standing: { greens: 1, compared: 1 } });
    expect([readdirSync(real), readdirSync(decoy)]).toEqual([[], ['2026-11-02.csv']]);
    expect(await entries()).toMatchObject([{ mode: 'shadow', status: 'pass' }]);
  });

  it('is red where legacy reaches the real target all the same', async () => {
    const { folder, run, ask } = await delivering('echo a > "$OUT/../../partner/leak" 2>/dev/null || echo a > "$(dirname "$OUT")/../partner/leak"');
    run('2026-11-02');
    const answer = await ask('2026-11-02T02:45:00Z');
    expect(existsSync(join(folder, 'partner', 'leak'))).toBe(true);
    expect(answer).toMatchObject({ status: 'fail', fires: [{ record: { status: 'fail' } }] });
    expect(JSON.stringify(answer.fires)).toContain('fence: ');
  });

  it('is red where the candidate drifts, and keeps the evidence of both', async () => {
    const { folder, run, ask, entries } = await soakWorld(temp.fresh(), { mode: 'shadow' });
    run('2026-11-02');
    expect((await ask('2026-11-02T02:45:00Z')).status).toBe('pass');
    run('2026-11-03', 100, 10 * 60_000, 'b');
    const answer = await ask('2026-11-03T02:45:00Z');
    expect(answer).toMatchObject({ status: 'fail', standing: { greens: 0, reds: 1 } });
    expect(JSON.stringify(answer.fires)).toContain('keyed-rows: ');
    expect(await entries()).toMatchObject([{ status: 'pass' }, { status: 'fail' }]);
    const runs = readdirSync(join(folder, 'reports', 'export.soak')).sort();
    expect(readdirSync(join(folder, 'reports', 'export.soak', runs[1] ?? '', 'takes'))).toEqual(['candidate-1', 'legacy-1']);
    expect(JSON.parse(readFileSync(join(folder, 'reports', 'export.soak', runs[1] ?? '', 'run.json'), 'utf8'))).toMatchObject({
      kind: 'soak',
      soak: { mode: 'shadow' },
    });
  });

  it('does not start legacy where the candidate did not happen', async () => {
    const { folder, ask, entries } = await soakWorld(temp.fresh(), { mode: 'shadow', legacy: 'echo started >> "$OUT.started"' });
    expect(await ask('2026-11-02T02:45:00Z')).toMatchObject({
      status: 'fail',
      fires: [{ record: { what: 'not-happened', comparedWithLegacy: false } }],
    });
    expect(existsSync(join(folder, 'out', 'legacy.csv.started'))).toBe(false);
    expect(await entries()).toMatchObject([{ mode: 'alone', what: 'not-happened' }]);
  });

  it('does not start legacy twice when its process died before the seal', async () => {
    const { folder, run, ask, entries, store } = await soakWorld(temp.fresh(), { mode: 'shadow', legacy: 'echo started >> "$OUT.started"' });
    run('2026-11-02');
    const seal = store.seal;
    store.seal = () => Promise.reject(new Error('died'));
    await expect(ask('2026-11-02T02:45:00Z')).rejects.toThrow('died');
    store.seal = seal;
    const locks = join(folder, 'reports', '.locks');
    for (const name of readdirSync(locks)) rmSync(join(locks, name), { recursive: true });
    expect((await ask('2026-11-02T02:50:00Z')).status).toBe('pass');
    expect(readFileSync(join(folder, 'out', 'legacy.csv.started'), 'utf8')).toBe('started\n');
    expect((await entries()).length).toBe(1);
  });

  it('is not known where legacy itself fails: that is no alarm about the candidate', async () => {
    const checks = '[{ exit-code: {} }, { keyed-rows: { output: table } }]';
    const { run, ask } = await soakWorld(temp.fresh(), { mode: 'shadow', legacy: 'exit 7', checks });
    run('2026-11-02');
    const answer = await ask('2026-11-02T02:45:00Z');
    expect(answer).toMatchObject({
      status: 'inconclusive',
      fires: [{ record: { comparedWithLegacy: false, reasons: expect.arrayContaining([expect.objectContaining({ id: 'soak.shadow-failed' })]) } }],
    });
  });

  it('gives the bounds by which it is judged alone afterwards', async () => {
    const { run, ask } = await soakWorld(temp.fresh(), { mode: 'shadow', soak: '  bounds: { last: 3, atLeast: 2, spread: 0.2 }' });
    for (const day of ['2026-11-02', '2026-11-03']) {
      run(day);
      expect((await ask(`${day}T02:45:00Z`)).status).toBe('pass');
    }
    run('2026-11-04', 200);
    const alone = await ask('2026-11-04T02:45:00Z', { mode: 'alone' });
    expect(alone.status).toBe('fail');
    expect(JSON.stringify(alone.fires)).toContain('rows of table: 200, outside of 80 to 120 (the last 2 passes had 100 to 100');
  });

  it('is refused where legacy must not be started again', async () => {
    const never = await soakWorld(temp.fresh(), { mode: 'shadow', rerun: '{ mode: never, reason: it sends mail }' });
    expect(() => never.rule()).toThrow(expect.objectContaining({ code: 'soak.shadow-refused', exitCode: 3 }));
    const changing = await soakWorld(temp.fresh(), { mode: 'shadow', idempotent: false });
    expect(() => changing.rule()).toThrow(expect.objectContaining({ code: 'soak.shadow-refused', exitCode: 3 }));
    const alone = await soakWorld(temp.fresh(), { mode: 'alone', rerun: '{ mode: never, reason: it sends mail }', idempotent: false });
    expect(alone.rule().mode).toBe('alone');
  });
});
