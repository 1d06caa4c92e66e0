import type { TableSource } from '../../compare/csv/csv-format.ts';
import { warmKernel } from '../../compare/kernel/idle-workers.ts';
import type { Answer } from '../task.ts';
import { answerWith } from './answer-with.ts';

/** What `csvFormat` makes of no settings. */
const FORMAT: TableSource['format'] = { delimiter: ',', quote: '"', encoding: 'utf-8', header: true, unpack: { maxMiB: 1 << 16, maxRatio: 200 } };

warmKernel();

// The one place that knows which call of the library does a task. A task loads what it needs.
void answerWith(async (task, ...files): Promise<Answer> => {
  const [legacy, candidate] = files.map((file) => ({ file, format: FORMAT })) as [TableSource, TableSource];
  if (task === 'count') {
    const { countBoth } = await import('../../compare/csv/count-rows.ts');
    const counted = await countBoth(legacy, candidate);
    return { records: [counted.legacy.rows, counted.candidate.rows] };
  }
  if (task === 'shifted') return await explained(legacy, candidate);
  const { compareTables } = await import('../../compare/tables/compare-tables.ts');
  const comparison = await compareTables(legacy, candidate, task === 'multiset' ? {} : { key: ['id'] });
  if (task === 'multiset') return { equal: comparison.compared && comparison.added + comparison.removed === 0 };
  const { diffDocument } = await import('../../compare/diff/diff-document.ts');
  const { cellsOf } = await import('../document-answer.ts');
  return cellsOf(diffDocument(comparison, { strict: false }));
});

async function explained(legacy: TableSource, candidate: TableSource): Promise<Answer> {
  const { explainTables } = await import('../../compare/explain/explain-tables.ts');
  const { diffDocument } = await import('../../compare/diff/diff-document.ts');
  const { cellsOf } = await import('../document-answer.ts');
  const { comparison, explained: causes } = await explainTables(legacy, candidate, { key: ['id'], examine: 20_000 });
  return cellsOf(diffDocument(comparison, { strict: false }, causes));
}
