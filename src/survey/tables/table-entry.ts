import type { SurveyEntry } from '../../model/survey.ts';

/** What a table of a scheduler says of one entry, before anything was followed. */
export interface TableEntry extends Pick<SurveyEntry, 'at' | 'scheduler' | 'timer' | 'enabled' | 'disabledBecause' | 'user' | 'comment'> {
  /** As written; `cron` is there where cron would read it. */
  readonly schedule: { readonly written: string; readonly cron?: string; readonly zone?: string; readonly words?: string };
  /** Shell text, or with `shell: false` the words of one command. */
  readonly command: string;
  readonly stdin?: string;
  /** In the order in which they were set; names may come twice, the last one counts. */
  readonly environment: readonly EnvironmentLine[];
  /** Where the command starts; absent for the user's home. */
  readonly folder?: string;
}

export interface EnvironmentLine {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/** What all readers of tables give. */
export interface TableReading {
  readonly entries: readonly TableEntry[];
  readonly ignored: readonly { readonly at: { readonly file: string; readonly line?: number }; readonly why: string }[];
}
