import { fileMutation } from '../kinds/file-mutation.ts';

/** The file is there and has no byte. */
export const emptyFile = fileMutation({
  id: 'empty-file',
  title: 'the file is empty',
  check: 'row-count',
  change: () => Buffer.alloc(0),
});
