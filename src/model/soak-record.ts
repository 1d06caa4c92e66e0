import type { Message } from './message.ts';
import type { SoakMode } from './soak.ts';
import type { Status } from './status.ts';
import type { JudgedCheck } from './verdict.ts';

/** What starts each side, as it was read: crontab, schedules. */
export interface Starters {
  readonly status: Status;
  readonly text: string;
  readonly starters: readonly { readonly side: string; readonly what: string; readonly state: string; readonly text: string }[];
}

/** What was counted of one natural run of the candidate. */
export interface SoakFigures {
  /** From its fire until it was done, ms; absent of rehearsals. */
  readonly doneAfterMs?: number;
  readonly outputs: Readonly<Record<string, OutputFigures>>;
}

export interface OutputFigures {
  readonly files: number;
  /** Their names, each row of digits in them made one `#`, so that those of two days are alike; sorted, each once. */
  readonly names: readonly string[];
  readonly bytes: number;
  /** Of tables. */
  readonly rows?: number;
  readonly columns?: readonly string[];
}

/** One bound, and how the run lies to it. `not-asked`: too little history. */
export interface JudgedBound {
  readonly id: string;
  readonly status: Status | 'not-asked';
  readonly text: Message;
}

/** `soak.json` beside a run: how one fire was judged. Its sha256 is in the ledger. */
export interface SoakRecord {
  readonly schema: 'twinrun.soak-record/1';
  readonly scenario: string;
  readonly run: string;
  /** sha256 of the run's `seal.json`. */
  readonly seal: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly fire: string;
  readonly deadline: string;
  readonly businessDate: string;
  readonly mode: SoakMode;
  /** False: alone. Then a pass says nothing of parity. */
  readonly comparedWithLegacy: boolean;
  /** `not-happened`: by its deadline. `unknown`: what it left was not there any more, or told no one run. */
  readonly what: 'judged' | 'not-happened' | 'unknown';
  readonly status: Status;
  /** Why it is not green, and what is worth knowing. */
  readonly reasons: readonly Message[];
  /** Alone: the checks that ask one side. */
  readonly checks: readonly JudgedCheck[];
  /** Alone: checks of the scenario that need both sides. */
  readonly notAsked: readonly string[];
  readonly bounds: readonly JudgedBound[];
  /** The passes that the bounds come from, newest first. */
  readonly history: readonly string[];
  /** Absent where nothing was judged. */
  readonly figures?: SoakFigures;
  readonly starters: Starters;
}
