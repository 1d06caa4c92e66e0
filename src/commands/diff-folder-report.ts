import type { DiffDocument } from '../compare/diff/diff-document.ts';
import type { DiffedFile, FolderDiffDocument } from '../compare/diff/folder-document.ts';
import type { Block, Document, Text } from '../model/document.ts';
import { grouped } from '../runtime/text.ts';
import { diffBlocks, passText } from './diff-report.ts';

/** What `twinrun diff` of two folders shows to people: a line a file, then what differs, file by file. */
export function diffFolderReport(diff: FolderDiffDocument): Document {
  const { legacy, candidate, counts, files, total } = diff;
  const more = files.filter((file) => file.compared === 'table' && tells(file));
  return {
    title: `${legacy.folder} against ${candidate.folder}`,
    status: diff.status,
    ...passText(
      diff.status,
      files.filter((file) => file.compared === 'table'),
    ),
    blocks: [
      {
        kind: 'text',
        spans: [
          {
            text: `${grouped(legacy.files)} files in legacy, ${grouped(candidate.files)} in candidate: ${counts.pass} pass, ${counts.fail} fail, ${counts.inconclusive} inconclusive; ${grouped(total)} differences`,
          },
        ],
      },
      ...(files.length === 0 ? [] : [fileTable(files)]),
      ...more.flatMap((file): readonly Block[] =>
        file.compared === 'table' ? [{ kind: 'heading', level: 2, text: file.name, literal: true }, ...diffBlocks(file).map(lower)] : [],
      ),
    ],
  };
}

function fileTable(files: readonly DiffedFile[]): Block {
  return {
    kind: 'table',
    columns: [{ title: 'verdict' }, { title: 'file' }, { title: 'differences', align: 'right' }, { title: '' }],
    rows: files.map((file): Text[] => [
      { text: (file.compared === 'table' && passText(file.status, [file]).statusText) || file.status.toUpperCase(), tone: file.status },
      { text: file.name },
      { text: grouped(file.total) },
      { text: summaryOf(file) },
    ]),
  };
}

function summaryOf(file: DiffedFile): string {
  switch (file.compared) {
    case 'none':
      return file.message;
    case 'bytes':
      return file.total === 0
        ? `the same ${grouped(file.legacy.bytes)} bytes`
        : `the bytes differ: ${grouped(file.legacy.bytes)} in legacy, ${grouped(file.candidate.bytes)} in candidate`;
    case 'table': {
      const how = file.key === null ? 'as a multiset' : `by ${file.key.join(', ')}`;
      return `${grouped(file.legacy.rows)} and ${grouped(file.candidate.rows)} records ${how}; ${grouped(file.added)} added, ${grouped(file.removed)} removed, ${grouped(file.changed)} changed`;
    }
  }
}

/** Whether there is more to tell of a table than its line. */
function tells({ total, findings, equivalent, ignored }: DiffDocument): boolean {
  return total + findings.length + Object.keys(equivalent).length + ignored.length > 0;
}

/** A heading within a file's part. */
function lower(block: Block): Block {
  return block.kind === 'heading' ? { ...block, level: 3 } : block;
}
