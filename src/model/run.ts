import type { Message } from './message.ts';
import type { Side } from './side.ts';
import type { SoakMark } from './soak.ts';
import type { Status } from './status.ts';
import type { World } from './world.ts';

/** sha256 of each output's file, by side; only where the side brought home exactly one. */
export type OutputDigests = Readonly<Record<string, Readonly<Partial<Record<Side, string>>>>>;

/** What was run: `run.json`. All that later decides whether evidence is still valid is recorded here. Times are ISO 8601, UTC. */
export interface RunRecord {
  readonly schema: 'twinrun.run/1';
  readonly id: string;
  readonly scenario: string;
  /** sha256 of the canonical JSON of the validated scenario without `gate` and `soak`. */
  readonly scenarioHash: string;
  /** sha256 of every file of the scenario's folder, by relative path. */
  readonly files: Readonly<Record<string, string>>;
  /** sha256 of the code of each check that judges, by id; `builtin@<version>` for those of the package. */
  readonly checks: Readonly<Record<string, string>>;
  readonly kind: 'rehearsal' | 'soak';
  /** Of a soak's run. */
  readonly soak?: SoakMark;
  readonly outcome: 'completed' | 'cancelled';
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly businessDate: string;
  readonly schedule: { readonly cron: string; readonly zone: string };
  readonly world: World;
  /** Per side: runner and what it met (`script.sha256`, `image.digest` …). */
  readonly sides: Readonly<Record<Side, { readonly runner: string; readonly facts: Readonly<Record<string, string>> }>>;
  /** What was brought home. Absent in records of earlier versions. */
  readonly outputs?: OutputDigests;
  /** What the last completed run for another business date brought home: a file that is still the same is stale. */
  readonly previous?: { readonly run: string; readonly outputs: OutputDigests };
  readonly tags: Readonly<Record<string, string>>;
  readonly versions: { readonly twinrun: string; readonly node: string; readonly platform: string };
}

/** Marks the runs of a calibration: they measure noise. */
export const CALIBRATION_TAG = 'calibration';

/** What a run was made for: `rehearsal`, `calibration` (its takes measure noise), or a `kind` of a later version. Only a rehearsal is evidence of parity. */
export function purposeOf({ kind, tags }: { readonly kind: string; readonly tags: Readonly<Record<string, unknown>> }): string {
  return kind === 'rehearsal' && Object.hasOwn(tags, CALIBRATION_TAG) ? 'calibration' : kind;
}

/** path, size and sha256 of all evidence: `seal.json`. Its own sha256 enters the ledger. */
export interface Seal {
  readonly schema: 'twinrun.seal/1';
  readonly run: string;
  readonly sealedAt: string;
  readonly files: readonly { readonly path: string; readonly size: number; readonly sha256: string }[];
}

/** A line of `twinrun runs`. */
export interface RunHead {
  readonly id: string;
  readonly scenario: string;
  readonly startedAt: string;
  readonly outcome: RunRecord['outcome'] | 'interrupted';
  readonly world: World['kind'];
  /** Absent where `run.json` does not say it. */
  readonly purpose?: string;
  readonly businessDate?: string;
  readonly outputs?: OutputDigests;
  /** Absent when the run was never judged. */
  readonly status?: Status;
  readonly allowed?: number;
  /** A path, or where it lies on S3. */
  readonly folder: string;
  /** Of an interrupted run: `sealed` was sealed here and is not yet whole in the store; `elsewhere` was begun on another machine. */
  readonly left?: 'sealed' | 'elsewhere';
  readonly note?: Message;
}
