import { fileMutation } from '../kinds/file-mutation.ts';

/** The second half is missing, cut between two records: what is there is whole. */
export const truncatedFile = fileMutation({
  id: 'truncated-file',
  title: 'the second half of the file is missing',
  check: 'row-count',
  change: ({ bytes, records }) => {
    const half = Math.floor(bytes.length / 2);
    if (records === undefined) return bytes.subarray(0, half);
    return records.count < 2 ? undefined : bytes.subarray(0, records.startOf(Math.ceil(records.count / 2)));
  },
});
