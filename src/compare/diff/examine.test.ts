import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { diffFiles } from './diff-files.ts';

/** Every record nine hours apart, in an order that is not that of the keys, or is; large enough for the kernel. */
async function causesOf(records: number, sorted: boolean, examine?: number) {
  const at = temporaryFolder();
  const table = (hours: number) => {
    const lines = Array.from({ length: records }, (_, nth) => {
      const id = 10_000_000 + (sorted ? nth : (nth * 7919) % records);
      return `${id},2026-05-10 ${String((id % 15) + hours).padStart(2, '0')}:00:00,${'x'.repeat(80)}\n`;
    });
    return `id,at,note\n${lines.join('')}`;
  };
  const [legacy, candidate] = [join(at, 'legacy.csv'), join(at, 'candidate.csv')];
  writeFileSync(legacy, table(9));
  writeFileSync(candidate, table(0));
  const { explanations, unexplained, notExamined, total } = await diffFiles(legacy, candidate, {
    key: ['id'],
    explain: { sides: { legacy: {}, candidate: {} } },
    ...(examine === undefined ? {} : { examine }),
  });
  return { ids: explanations?.map(({ id, accountsFor }) => [id, accountsFor]), unexplained, notExamined, total };
}

it.each([true, false])('looks at all differences up to 200,000, and at 20,000 of more (keys in order: %s)', { timeout: 60_000 }, async (sorted) => {
  expect(await causesOf(40_000, sorted)).toEqual({ ids: [['time-zone', 40_000]], unexplained: 0, notExamined: 0, total: 40_000 });
  expect(await causesOf(210_000, sorted)).toEqual({ ids: [['time-zone', 20_000]], unexplained: 190_000, notExamined: 190_000, total: 210_000 });
  expect(await causesOf(210_000, sorted, 50_000)).toMatchObject({ ids: [['time-zone', 50_000]], notExamined: 160_000 });
});
