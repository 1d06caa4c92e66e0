import { countRows } from '../../compare/csv/count-rows.ts';
import { csvFormat, type TableSource } from '../../compare/csv/csv-format.ts';
import { diffDocument } from '../../compare/diff/diff-document.ts';
import { explainTables } from '../../compare/explain/explain-tables.ts';
import { compareTables } from '../../compare/tables/compare-tables.ts';
import { cellsOf } from '../document-answer.ts';
import type { Answer } from '../task.ts';
import { answerWith } from './answer-with.ts';

// The one place that knows which call of the library does a task.
await answerWith(async (task, ...files): Promise<Answer> => {
  const [legacy, candidate] = files.map(source) as [TableSource, TableSource];
  if (task === 'count') return { records: await Promise.all([rows(legacy, 'legacy'), rows(candidate, 'candidate')]) };
  if (task === 'shifted') {
    const { comparison, explained } = await explainTables(legacy, candidate, { key: ['id'], examine: 10_000 });
    return cellsOf(diffDocument(comparison, { strict: false }, explained));
  }
  const comparison = await compareTables(legacy, candidate, task === 'multiset' ? {} : { key: ['id'] });
  if (task === 'multiset') return { equal: comparison.compared && comparison.added + comparison.removed === 0 };
  return cellsOf(diffDocument(comparison, { strict: false }));
});

function source(file: string): TableSource {
  return { file, format: csvFormat.config.parse({}) };
}

async function rows(table: TableSource, side: 'legacy' | 'candidate'): Promise<number> {
  return (await countRows(table, side)).rows;
}
