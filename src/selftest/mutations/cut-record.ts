import { fileMutation } from '../kinds/file-mutation.ts';

/** The file ends in the middle of its last record. */
export const cutRecord = fileMutation({
  id: 'cut-record',
  title: 'the file ends in the middle of a record',
  check: 'keyed-rows',
  change: ({ bytes, records }) => {
    if (records === undefined || records.count === 0) return undefined;
    const last = records.count - 1;
    const length = records.line(last).toString('latin1').trimEnd().length;
    return length < 2 ? undefined : bytes.subarray(0, records.startOf(last) + Math.floor(length / 2));
  },
});
