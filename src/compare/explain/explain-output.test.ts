import { describe, expect, it } from 'vitest';
import { checkContext, makeEvidence } from '../../testing/evidence.ts';
import { useTempFolder } from '../../testing/temporary-folder.ts';
import { explainOutput } from './explain-output.ts';

const folder = useTempFolder();

async function explain(zones: { readonly legacy?: string; readonly candidate?: string }) {
  const table = (at: string) => ({ 'a.csv': `id,at\n1,${at}\n` });
  const pair = await makeEvidence({
    folder: folder.fresh(),
    legacy: table('2026-11-25 09:00:00'),
    candidate: table('2026-11-25 00:00:00'),
    key: ['id'],
  });
  const side = (name: 'legacy' | 'candidate') => {
    const zone = zones[name];
    const { observation } = pair[name];
    return { ...pair[name], observation: { ...observation, facts: { ...observation.facts, ...(zone === undefined ? {} : { 'host.zone': zone }) } } };
  };
  return explainOutput({ ...pair, legacy: side('legacy'), candidate: side('candidate') }, 'clients', [], checkContext());
}

describe('explainOutput', () => {
  it('knows the zones of both hosts from the facts of their takes, so that one cell is enough', async () => {
    expect(await explain({ legacy: ':Asia/Tokyo', candidate: 'Etc/UTC' })).toMatchObject({
      unexplained: 0,
      explanations: [{ id: 'time-zone', column: 'at', parameters: { legacy: 'Asia/Tokyo', candidate: 'Etc/UTC' } }],
    });
  });

  it.each([{}, { legacy: 'Asia/Tokyo' }, { legacy: 'JST-9', candidate: 'UTC' }, { legacy: 'Europe/Berlin', candidate: 'UTC' }])(
    'says nothing of one cell with %o',
    async (zones) => {
      expect(await explain(zones)).toMatchObject({ explanations: [], unexplained: 1 });
    },
  );
});
