import { TwinrunError } from '../../../model/error.ts';
import type { FileProblem } from '../../../model/prepared-table.ts';
import type { Duck } from '../duck.ts';
import { withDuck } from '../duck.ts';
import { sqlName, sqlPath, sqlText } from '../sql-text.ts';
import { cellText } from './cell-text.ts';

/**
 * Writes the table of a Parquet file as a plain CSV into `target`, which is there and private: comma, `"`, LF, a header, records in the order of the file.
 * NULL is an unquoted empty cell, the empty text `""`. How values become text: see `cellText`. Gives what is wrong with the file; then the CSV may be
 * incomplete. Throws `compare.cancelled`, `duckdb.unavailable`.
 */
export async function parquetToCsv(file: string, target: string, signal?: AbortSignal): Promise<readonly FileProblem[]> {
  return withDuck({}, signal, async (duck) => {
    await duck.confine([file, target]);
    try {
      return await copy(duck, file, target);
    } catch (thrown) {
      if (!(thrown instanceof TwinrunError) || thrown.class === 'cancelled') throw thrown;
      return [
        problem(
          'unreadable',
          'the file cannot be read as Parquet: {error}',
          { error: thrown.message.replaceAll(file, 'it') },
          'Is it Parquet, and whole?',
        ),
      ];
    }
  });
}

async function copy(duck: Duck, file: string, target: string): Promise<readonly FileProblem[]> {
  const source = `read_parquet([${sqlPath(file)}], hive_partitioning = false)`;
  const { columns, types } = await duck.prepare(`SELECT * FROM ${source}`);
  const named = await columnNames(duck, file);
  const renamed = named.find((name, index) => name !== columns[index]);
  if (renamed !== undefined || named.length !== columns.length) {
    const fix = 'Give every column a name of its own that differs not only by case.';
    return [problem('column-name', 'the column name {name} stands twice, which the Parquet reader cannot tell apart', { name: renamed ?? '' }, fix)];
  }
  const cells = columns.map((name, index) => {
    const type = types[index];
    return `${type === undefined ? sqlName(name) : cellText(name, type)} AS ${sqlName(name)}`;
  });
  const [[written = null] = []] = await duck.rows(
    `COPY (SELECT ${cells.join(', ')} FROM ${source}) TO ${sqlText(target)} (FORMAT csv, HEADER true, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR '', USE_TMP_FILE false)`,
  );
  const [[stated = null] = []] = await duck.rows(`SELECT sum(num_rows) FROM parquet_file_metadata(${sqlPath(file)})`);
  if (written === stated) return [];
  return [problem('rows', 'the file states {stated} records and {written} were read', { stated, written }, 'Write the file again: it is damaged.')];
}

/** The columns as the file names them: the parts of the first node of its schema. */
async function columnNames(duck: Duck, file: string): Promise<readonly string[]> {
  const rows = await duck.rows(`SELECT name, coalesce(num_children, 0) FROM parquet_schema(${sqlPath(file)})`);
  const names: string[] = [];
  let at = 1;
  const skip = (): void => {
    const children = Number(rows[at]?.[1] ?? 0);
    at += 1;
    for (let child = 0; child < children; child++) skip();
  };
  for (const top = Number(rows[0]?.[1] ?? 0); names.length < top; skip()) names.push(rows[at]?.[0] ?? '');
  return names;
}

function problem(id: string, text: string, values: FileProblem['values'], fix: string): FileProblem {
  return { id: `parquet.${id}`, text, values, fix, fatal: true };
}
