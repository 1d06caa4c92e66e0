import type { SurveyEntry } from '../../model/survey.ts';

/** What a table of a scheduler says of one entry, before anything was followed. */
export interface TableEntry extends Pick<SurveyEntry, 'at' | 'scheduler' | 'timer' | 'enabled' | 'disabledBecause' | 'user' | 'comment'> {
  /** As written; `cron` is there where cron would read it. */
  readonly schedule: {
    readonly written: string;
    readonly cron?: string;
    readonly zone?: string;
    readonly words?: string;
    /** `OnCalendar=` of systemd. */
    readonly calendars?: readonly string[];
  };
  /** Shell text, or with `shell: false` the words of one command. */
  readonly command: string;
  readonly stdin?: string;
  /** What is run before or after it: `ExecStartPre` and the like. */
  readonly beside?: readonly { readonly command: string; readonly at: TableEntry['at'] }[];
  /** Files that variables are read from before it starts, in order; over them goes nothing. */
  readonly settings?: readonly { readonly path: string; readonly optional: boolean; readonly at: TableEntry['at'] }[];
  /** In the order in which they were set; names may come twice, the last one counts. */
  readonly environment: readonly EnvironmentLine[];
  /** Where the command starts; absent for the user's home. */
  readonly folder?: string;
}

export interface EnvironmentLine {
  readonly name: string;
  readonly value: string;
  /** Where it is not the entry's own. */
  readonly file?: string;
  readonly line: number;
}

/** What all readers of tables give. */
export interface TableReading {
  readonly entries: readonly TableEntry[];
  readonly ignored: readonly { readonly at: { readonly file: string; readonly line?: number }; readonly why: string }[];
}
