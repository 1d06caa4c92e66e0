import { fileMutation } from '../kinds/file-mutation.ts';

/** The file has its header and no record. */
export const headerOnly = fileMutation({
  id: 'header-only',
  title: 'the file has its header only',
  check: 'row-count',
  change: ({ records }) => (records?.layout.header === true && records.count > 0 ? records.head : undefined),
});
