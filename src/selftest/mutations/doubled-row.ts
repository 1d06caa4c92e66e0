import { recordMutation } from '../kinds/record-mutation.ts';

/** A record is written twice, one after the other. */
export const doubledRow = recordMutation({
  id: 'doubled-row',
  title: 'a row is there twice',
  check: 'duplicates',
  change: (records, record) => records.with(record, Buffer.concat([ended(records.line(record)), records.line(record)])),
});

/** The last record may have no line end. */
function ended(line: Buffer): Buffer {
  return line.at(-1) === 10 || line.at(-1) === 13 ? line : Buffer.concat([line, Buffer.from('\n')]);
}
