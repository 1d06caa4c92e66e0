import type { Side } from './side.ts';
import type { SoakMode } from './soak.ts';
import type { SoakRecord } from './soak-record.ts';
import type { Status } from './status.ts';

/** What enters the ledger. Times are ISO 8601, UTC; hashes are sha256, 64 hex digits. */
export type LedgerEntry =
  | RunEntry
  | PruneEntry
  | UnlockEntry
  | DrillEntry
  | RollbackEntry
  | CalibrationEntry
  | SelfTestEntry
  | CutoverEntry
  | SoakEntry
  | StartersEntry
  | SurveyedEntry
  | OverrideEntry
  | OverrideEndEntry;

export interface RunEntry {
  readonly type: 'run';
  readonly at: string;
  readonly scenario: string;
  readonly run: string;
  readonly status: Status | 'cancelled';
  readonly allowed: number;
  readonly world: 'sandbox' | 'real';
  /** sha256 of the run's `seal.json`. */
  readonly seal: string;
  /** What it was run for. Absent in records of earlier versions: then `run.json` says it. Only `rehearsal` is evidence of parity. */
  readonly purpose?: string;
  /** Differences that no explanation accounts for. */
  readonly unexplained?: number;
  /** Of each allowance of the scenario, by its id: how many differences it covered. */
  readonly allowances?: Readonly<Record<string, number>>;
}

export interface PruneEntry {
  readonly type: 'prune';
  readonly at: string;
  readonly scenario: string;
  readonly run: string;
  /** What was removed. */
  readonly files: number;
  readonly bytes: number;
  readonly world: 'sandbox' | 'real';
  /** sha256 of the run's `seal.json`: it still says what was there. */
  readonly seal: string;
}

export interface UnlockEntry {
  readonly type: 'unlock';
  readonly at: string;
  readonly lock: string;
  /** Who held it, in words. */
  readonly holder: string;
  /** Who ended it: `user@host`. */
  readonly by: string;
  readonly reason: string;
}

/** What every entry about something that was done for a scenario, and recorded, says. */
interface DoneEntry {
  readonly at: string;
  readonly scenario: string;
  /** Names it among its like: the id under which its record is stored. */
  readonly id: string;
  readonly world: 'sandbox' | 'real';
  readonly status: Status | 'cancelled';
  /** sha256 of the stored record, or of its seal. */
  readonly record: string;
}

/** The playbook was rehearsed. */
export interface DrillEntry extends DoneEntry {
  readonly type: 'drill';
  /** sha256 of the canonical JSON of the playbook that was rehearsed: another one is not armed by it. */
  readonly playbook: string;
  /** What it was proven with: when one of these changes, the drill proves nothing any more. Without it, nothing is armed. */
  readonly proved?: DrillProof;
}

export interface DrillProof {
  /** Tells one world from another: `sandbox`, or a sha256 of where its names lead. */
  readonly worldHash: string;
  /** sha256 over the files of the scenario's folder, its pages and scenario.yaml left out. */
  readonly scripts: string;
  /** sha256 of the legacy script as it lay on its host, where the runner tells. */
  readonly script?: string;
  /** Digest of the candidate's image in the last rehearsal before, where there is one. */
  readonly image?: string;
  /** From the first step to the last verification, ms. */
  readonly durationMs: number;
  readonly steps: readonly { readonly id: string; readonly status: string; readonly durationMs?: number }[];
}

/** It was gone back for real. */
export interface RollbackEntry extends DoneEntry {
  readonly type: 'rollback';
  readonly playbook: string;
  /** The scheduled fire that it was about, to the second, where there is one. */
  readonly fire?: string;
}

/** Legacy was compared with itself: how much of a difference is noise. */
export interface CalibrationEntry extends DoneEntry {
  readonly type: 'calibration';
}

/** The checks were tried on planted faults. */
export interface SelfTestEntry extends DoneEntry {
  readonly type: 'self-test';
  /** Share of planted faults that the checks caught, 0 to 1. */
  readonly score: number;
  /** Faults that were planted and not caught, by name. */
  readonly survivors: readonly string[];
  /** sha256 of the canonical JSON of the scenario that was tried. */
  readonly scenarioHash: string;
  /** Into whose evidence they were planted. Absent in records of earlier versions. */
  readonly run?: string;
}

/** A journalled step of a cutover. What it changed on purpose is no drift. */
export interface CutoverEntry extends DoneEntry {
  readonly type: 'cutover';
  readonly step: string;
  readonly changes: readonly CutoverChange[];
}

export interface CutoverChange {
  readonly side: Side;
  /** Name of the fact as runs record it (`image.digest`, `script.sha256`), `schedule`; of what starts a side, `crontab <host>: <words of the line>` and `schedule <group>/<name>`. */
  readonly fact: string;
  /** What it was, where that is known. */
  readonly from?: string;
  /** What it is from then on. */
  readonly to: string;
}

/** A natural run after the cutover was judged, or did not happen: one for each fire. It is no run of parity. */
export interface SoakEntry {
  readonly type: 'soak';
  readonly at: string;
  readonly scenario: string;
  /** The scheduled start. */
  readonly fire: string;
  /** `alone`: nothing was compared with legacy. */
  readonly mode: SoakMode;
  readonly what: SoakRecord['what'];
  readonly status: Status;
  /** What was read of crontab and schedules at that time. */
  readonly starters: Status;
  readonly world: 'sandbox' | 'real';
  readonly run: string;
  /** sha256 of the run's `seal.json`. */
  readonly seal: string;
  /** sha256 of the run's `soak.json`. */
  readonly record: string;
}

/** What starts a batch after its cutover changed, and no fire's entry says so: it became red, red for another reason, or green again. Entered once for each change. */
export interface StartersEntry {
  readonly type: 'starters';
  readonly at: string;
  readonly scenario: string;
  readonly world: 'sandbox' | 'real';
  readonly status: 'pass' | 'fail';
  /** What is red, in words. */
  readonly text: string;
  readonly starters: readonly { readonly side: string; readonly what: string; readonly state: string }[];
}

/** A host was surveyed: what its survey says rests on this record, for the file alone could be edited unseen. */
export interface SurveyedEntry {
  readonly type: 'survey';
  readonly at: string;
  /** As the survey names it. */
  readonly host: string;
  /** sha256 of its `survey.json`. */
  readonly survey: string;
  /** Who surveyed it: `user@host`. */
  readonly recordedBy: string;
}

/** A person goes on although the gate is not green, until a day. */
export interface OverrideEntry {
  readonly type: 'override';
  readonly at: string;
  readonly id: string;
  /** What it is about. */
  readonly subject: { readonly scenario: string } | { readonly host: string };
  /** Who answers for it: the name that was given. */
  readonly by: string;
  /** Who typed it: `user@host`. */
  readonly recordedBy: string;
  readonly why: string;
  readonly until: string;
}

/** An override was taken back before its time. */
export interface OverrideEndEntry {
  readonly type: 'override-end';
  readonly at: string;
  /** Of the override. */
  readonly id: string;
  readonly recordedBy: string;
  readonly why: string;
}

/** An entry of a type that a later version writes: its place in the chain holds, and nothing rests on what it says. */
export interface LaterEntry {
  readonly type: 'later';
  readonly at: string;
  /** As it stands in the ledger. */
  readonly written: Readonly<Record<string, unknown>>;
}

/** One line of the ledger: `hash` is the sha256 of the canonical JSON of all other fields, `previous` the hash of the line before. */
export interface LedgerRecord {
  readonly schema: 'twinrun.ledger/1';
  readonly seq: number;
  readonly previous: string;
  readonly entry: LedgerEntry | LaterEntry;
  readonly hash: string;
}

export interface LedgerHead {
  readonly seq: number;
  readonly hash: string;
}

export interface LedgerReport {
  readonly ok: boolean;
  readonly count: number;
  readonly head: LedgerHead;
  /** First place where the chain does not hold, in words. */
  readonly problem?: string;
  /** All that is wrong is that the last record was not written whole: no other is lost. */
  readonly torn?: true;
}

/** What the storage itself says of whether records were cut off or the chain made anew. */
export interface LockReport {
  readonly status: Status;
  readonly text: string;
  /** Of a pass: until when it can be known, ISO 8601. */
  readonly until?: string;
}

/** The append-only, hash-chained list of what was run. */
export interface Ledger {
  /** Throws `ledger.moved` when `expectedHead` is given and is no longer the head, `ledger.damaged` when the chain does not hold. */
  append(entry: LedgerEntry, expectedHead?: LedgerHead): Promise<LedgerHead>;
  read(): AsyncIterable<LedgerRecord>;
  verify(): Promise<LedgerReport>;
  /** Absent where the storage keeps no records locked. Throws as `read`. */
  readonly locked?: () => Promise<LockReport>;
}
