import { grouped } from '../../runtime/text.ts';
import type { Mutation, Place } from '../mutation.ts';
import type { RawRecords } from '../records/raw-records.ts';

interface Rule {
  readonly id: string;
  readonly title: string;
  /** The check that catches it, by its id; with the output as its option. */
  readonly check: string;
  /** The file with the fault at a data record (from 0), or undefined where it does not apply there. */
  readonly change: (records: RawRecords, record: number) => Buffer | undefined;
  readonly positions?: 'first, middle, last' | 'middle' | 'last';
}

/** A mutation of a record: the first, the middle and the last one. */
export function recordMutation({ id, title, check, change, positions = 'first, middle, last' }: Rule): Mutation {
  return {
    id,
    title,
    applies: async (subject) => {
      const places: Place[] = [];
      for (const { artifact, output, label, records } of await subject.files()) {
        if (records === undefined || records.count === 0) continue;
        const last = records.count - 1;
        const middle = Math.floor(records.count / 2);
        const chosen = positions === 'middle' ? [middle] : positions === 'last' ? [last] : [...new Set([0, middle, last])];
        for (const record of chosen) {
          if (change(records, record) === undefined) continue;
          places.push({
            where: `${label}, record ${grouped(record + 1)}`,
            output,
            check: `${check}: { output: ${output} }`,
            mutate: (scratch) => scratch.replace(subject.pair, artifact, change(records, record) ?? records.bytes),
          });
        }
      }
      return places;
    },
  };
}
