import type { Location } from './location.ts';

/** What was read of a host that runs batches by a scheduler: `reports/_surveys/<host>/survey.json`. Holds no value of a secret. */
export interface Survey {
  readonly schema: 'twinrun.survey/1';
  readonly host: SurveyedHost;
  readonly entries: readonly SurveyEntry[];
  /** Every script and settings file that an entry leads to, once each, by path. */
  readonly scripts: readonly SurveyScript[];
  /** Tables and files that the scheduler passes over, though somebody may believe that they run. */
  readonly ignored: readonly { readonly at: Location; readonly why: string }[];
  readonly users: HostUsers;
  /** What was seen of files that entries write: the newest that fits, for each path. */
  readonly outputs?: readonly SeenOutput[];
  readonly relations?: readonly SurveyRelation[];
  readonly strays?: readonly SurveyStray[];
  /** Batches that could be one image and one task definition, with a command each. A proposal, of entries that are in no other. */
  readonly containers?: readonly SharedContainer[];
  /** What could not be read, so that this survey may lack entries or uses. Empty: complete. */
  readonly unread: readonly Unread[];
}

export interface SurveyedHost {
  /** As it was asked for: the workspace's name, or the bundle's folder. */
  readonly name: string;
  readonly from: 'ssh' | 'bundle';
  /** When it was read; ISO 8601, UTC. */
  readonly at: string;
  /** IANA zone of the host, where it says one. */
  readonly zone?: string;
  /** `hostname`, `kernel`, `os`, `user` (who read it) and the like. */
  readonly facts: Readonly<Record<string, string>>;
}

export type Scheduler = 'cron' | 'run-parts' | 'anacron' | 'at' | 'systemd';

/** One thing that a scheduler of the host starts, or would start if it were not disabled. */
export interface SurveyEntry {
  /** Stable while the entry stays as it is and where it is: `cron.d/sysstat#1a2b3c4d`. */
  readonly id: string;
  readonly at: Location;
  readonly scheduler: Scheduler;
  /** Of systemd: the timer, `x.timer`; `at` is where its service says what is started. */
  readonly timer?: string;
  readonly enabled: boolean;
  /** Why it is disabled, or why the scheduler would refuse it. */
  readonly disabledBecause?: string;
  readonly user: string;
  readonly schedule: SurveySchedule;
  /** As it would be given to the shell; secrets in it are `[secret]`. */
  readonly command: string;
  /** What a `%` of a crontab line puts on stdin. */
  readonly stdin?: string;
  /** Comment lines directly above it. */
  readonly comment?: string;
  /** Variables that the scheduler sets for it; `[secret]` where the value is one. */
  readonly environment: Readonly<Record<string, string>>;
  readonly uses: SurveyUses;
}

export interface SurveySchedule {
  /** As written: `30 1 * * *`, `@reboot`, `7 25` (anacron: days, delay), `OnCalendar=daily`, `at 2026-03-01T02:00:00Z`. */
  readonly written: string;
  /** Five fields or a macro that names times, where cron would fire so. */
  readonly cron?: string;
  /** Of the fires: CRON_TZ, or the host's. */
  readonly zone?: string;
  readonly words?: string;
  /** The next fires after the survey; ISO 8601, UTC. Empty where nothing names times. */
  readonly next: readonly string[];
}

/** A file that an entry leads to and that was read. */
export interface SurveyScript {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** By its `#!`, its caller or its name: `sh`, `bash`, `python3`; `binary`; `sql`. */
  readonly interpreter: string;
  /** `grammar`: parsed and followed. `light`: looked through for what stands there literally, so it may lack uses. `none`: a binary. */
  readonly scan: 'grammar' | 'light' | 'none';
  readonly owner?: string;
  /** Octal, as `0755`. */
  readonly mode?: string;
  /** Ids of the entries that lead to it. */
  readonly entries: readonly string[];
}

/** Paths, addresses and names are as far as they are known: `resolved` is false where a part depends on what only a run knows, and then it holds `${NAME}` or `$(…)`. */
export interface SurveyUses {
  readonly commands: readonly CommandUse[];
  readonly files: readonly FileUse[];
  readonly endpoints: readonly EndpointUse[];
  readonly databases: readonly DatabaseUse[];
  readonly tables: readonly TableUse[];
  readonly objects: readonly ObjectUse[];
  readonly variables: readonly VariableUse[];
  readonly secrets: readonly { readonly what: string; readonly at: Location }[];
  readonly prunings: readonly PruneUse[];
  readonly unresolved: readonly Unresolved[];
}

interface Use {
  readonly at: Location;
  /** The whole text is known. */
  readonly resolved: boolean;
  /** Found by a light scan: it stands in the text, whether or not it is used so. */
  readonly light?: boolean;
  /** On which other host, where it stands in a command for ssh. */
  readonly remote?: string;
}

export interface CommandUse extends Use {
  readonly name: string;
  /** `function` and `builtin` need nothing of the host. */
  readonly kind: 'program' | 'script' | 'builtin' | 'function';
  /** Words that begin with `-`, as written and known; `--name=value` without its value. */
  readonly options?: readonly string[];
}

/** Files that are removed by age: what a retention must replace. */
export interface PruneUse extends Use {
  /** Folder or pattern. */
  readonly path: string;
  /** Files older than so many whole days go; `find -mtime +31` is 32. */
  readonly olderThanDays: number;
}

export interface FileUse extends Use {
  readonly path: string;
  /** `match`: a folder or pattern that is looked through (find, ls). */
  readonly access: 'read' | 'write' | 'append' | 'delete' | 'match' | 'lock' | 'execute' | 'mention';
  /** The command, or `redirect`. */
  readonly by: string;
}

export interface EndpointUse extends Use {
  /** `ssh`, `sftp`, `ftp`, `http`, `postgres`, `mysql`, `smtp`, `nfs`, `tcp` … */
  readonly kind: string;
  readonly host: string;
  readonly port?: string;
  readonly user?: string;
}

export interface DatabaseUse extends Use {
  readonly kind: 'postgres' | 'mysql' | 'other';
  readonly host?: string;
  readonly port?: string;
  readonly database?: string;
  readonly user?: string;
}

export interface TableUse extends Use {
  /** With its schema where one is written. */
  readonly table: string;
  readonly access: 'read' | 'write' | 'mention';
  /** `select`, `insert`, `update`, `delete`, `merge`, `truncate`, `copy`, `create`, `drop` … */
  readonly statement: string;
}

export interface ObjectUse extends Use {
  readonly kind: 's3' | 'sqs' | 'sns' | 'http' | 'aws';
  /** `s3://bucket/key`, a queue's URL or name, a URL without its credentials. */
  readonly address: string;
  readonly access: 'read' | 'write' | 'delete' | 'mention';
}

export interface VariableUse {
  readonly name: string;
  /** First use. */
  readonly at: Location;
  /**
   * Where its value comes from. `crontab`: a line of the table. `script`: assigned on the way. `profile`: a file of the shell or the host that was sourced.
   * `cron`: the scheduler sets it. `host`: the host does (/etc/environment, pam). `default`: `${X:-…}` only. `argument`: of the command line. `nowhere`: unset, or of a file
   * that was not read.
   */
  readonly origin: 'crontab' | 'script' | 'profile' | 'cron' | 'host' | 'default' | 'argument' | 'nowhere';
  readonly definedAt?: Location;
  /** Only where it is constant and no secret. */
  readonly value?: string;
}

/** A place where reading ends, and why. */
export interface Unresolved {
  readonly at: Location;
  /** Stable, kebab-case: `script-missing`, `dynamic-command`, `parse-error`, `sql-unread` … */
  readonly kind: string;
  readonly what: string;
  readonly why: string;
}

export interface SeenOutput {
  /** As a use has it, with what is not known of it. */
  readonly path: string;
  /** The newest file that fits. */
  readonly newest: string;
  /** ISO 8601, UTC. */
  readonly modified: string;
  /** Whether the listing that it was found in may lack files: then there may be a newer one. */
  readonly partial: boolean;
}

/** What ties two entries together: to move one changes the other. `from` writes what `to` reads, except of `lock`, `same-table` and `same-file`, where both do the same. */
export interface SurveyRelation {
  readonly kind: 'file' | 'table' | 'object' | 'lock' | 'same-table' | 'same-file';
  /** The path, table or address. */
  readonly subject: string;
  /** Ids of entries. */
  readonly from: string;
  readonly to: string;
  readonly fromAt: Location;
  readonly toAt: Location;
  /** Both texts are known in whole; else they fit as far as they are known. */
  readonly certain: boolean;
}

/** A reason to ask whether an entry is still needed. */
export interface SurveyStray {
  /** Id of the entry. */
  readonly entry: string;
  readonly kind: 'no-owner' | 'not-run' | 'unread-output' | 'script-missing';
  /** What was seen, and what was not looked at. */
  readonly evidence: string;
  readonly at: Location;
}

export interface SharedContainer {
  /** Ids of entries, two or more. */
  readonly entries: readonly string[];
  /** What they have in common. */
  readonly because: readonly string[];
}

export interface Unread {
  readonly path: string;
  readonly why: string;
}

/** Who uses the host beside the batches. */
export interface HostUsers {
  /** Who logged in, how often in the log that was read, and when last (as the host writes it). */
  readonly logins: readonly { readonly user: string; readonly from?: string; readonly count: number; readonly last?: string }[];
  readonly mounts: readonly { readonly source: string; readonly on: string; readonly type: string }[];
  /** Folders that the host exports by NFS, and to whom. */
  readonly exports: readonly { readonly path: string; readonly to: string; readonly at: Location }[];
  readonly listening: readonly { readonly address: string; readonly port: number; readonly program?: string }[];
  /** Who was seen reading files that entries write: `log` names an account, `atime` says only that somebody did. */
  readonly readers: readonly { readonly path: string; readonly by?: string; readonly seen: 'log' | 'open' | 'atime'; readonly last?: string }[];
}
