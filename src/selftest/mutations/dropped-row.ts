import { recordMutation } from '../kinds/record-mutation.ts';

/** A record is not there. Of a single one, that is the file with the header only. */
export const droppedRow = recordMutation({
  id: 'dropped-row',
  title: 'a row is missing',
  check: 'row-count',
  change: (records, record) => (records.count < 2 ? undefined : records.with(record, Buffer.alloc(0))),
});
