import type { Finding } from '../../model/finding.ts';
import { message, type Values } from '../../model/message.ts';
import type { Side } from '../../model/side.ts';
import type { TableSource } from '../csv/csv-format.ts';

/** The SQL engine and our own reader do not see the same file. */
export function readOtherwise(side: Side, source: TableSource | undefined, text: string, values: Values): Finding {
  return {
    id: 'sql.read-otherwise',
    message: message('sql.read-otherwise', text, { side, ...values }),
    side,
    ...located(source),
    fix: message('sql.read-otherwise.fix', 'Look for records over 4 MiB, mixed line ends and unusual quoting; compare with keyed-rows meanwhile.'),
  };
}

/** NUL ends a text where the SQL engine reads its settings. */
export function unreadableDialect(source: TableSource, side: Side): readonly Finding[] {
  const { delimiter, quote } = source.format;
  if (delimiter !== '\0' && quote !== '\0') return [];
  return [
    {
      id: 'sql.dialect',
      message: message('sql.dialect', 'the SQL engine knows no NUL as delimiter or quote, as {side} has it', { side }),
      side,
      ...located(source),
      fix: message('sql.dialect.fix', 'Where nothing is quoted, name another character that does not occur as `quote` (\\u0001).'),
    },
  ];
}

/** Files that are to be one table have no header in common. */
export function otherHeader(source: TableSource, side: Side): Finding {
  return {
    id: 'sql.other-header',
    message: message('sql.other-header', 'the files of {side} have different headers, so they are no one table', { side }),
    side,
    ...located(source),
    fix: message('sql.other-header.fix', 'Make an output of each kind of file.'),
  };
}

/** Column names that SQL cannot tell apart: they do not differ by case there, and cannot be empty or stand twice. */
export function namesInSql(header: readonly string[], side: Side, source: TableSource | undefined): readonly Finding[] {
  const seen = new Set<string>();
  return header.flatMap((name) => {
    const folded = name.toLowerCase();
    const usable = name !== '' && !seen.has(folded);
    seen.add(folded);
    if (usable) return [];
    return [
      {
        id: 'sql.column-name',
        message: message('sql.column-name', 'the column name "{name}" of {side} is empty or stands twice, which SQL cannot tell apart', {
          name,
          side,
        }),
        side,
        ...located(source),
        fix: message('sql.column-name.fix', 'Give every column a name of its own that differs not only by case.'),
      },
    ];
  });
}

function located(source: TableSource | undefined): Pick<Finding, 'at'> {
  return source === undefined ? {} : { at: { file: source.name ?? source.file } };
}
