import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../runtime/atomic-file.ts';
import type { ScheduleRecord } from './schedule-record.ts';

/** The schedules of an account, on disk: they outlive the sandbox's processes. */
export class ScheduleStore {
  readonly #file: string;
  readonly #records: Map<string, ScheduleRecord>;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string, records: readonly ScheduleRecord[]) {
    this.#file = file;
    this.#records = new Map(records.map((record) => [keyOf(record), record]));
  }

  static async open(folder: string): Promise<ScheduleStore> {
    const file = join(folder, 'schedules.json');
    const text = await readFile(file, 'utf8').catch(() => '[]');
    return new ScheduleStore(file, JSON.parse(text) as ScheduleRecord[]);
  }

  all(): readonly ScheduleRecord[] {
    return [...this.#records.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get(group: string, name: string): ScheduleRecord | undefined {
    return this.#records.get(keyOf({ group, name }));
  }

  async put(record: ScheduleRecord): Promise<void> {
    this.#records.set(keyOf(record), record);
    await this.#save();
  }

  async remove(group: string, name: string): Promise<void> {
    this.#records.delete(keyOf({ group, name }));
    await this.#save();
  }

  /** One after another: the last state must be what stays. */
  #save(): Promise<void> {
    this.#writing = this.#writing.then(() => writeFileAtomic(this.#file, JSON.stringify(this.all())));
    return this.#writing;
  }
}

function keyOf({ group, name }: Pick<ScheduleRecord, 'group' | 'name'>): string {
  return `${group}/${name}`;
}
