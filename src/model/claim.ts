/** The right to deliver for one batch and one scheduled fire: `twinrun.claim/1`. Created once, never changed, never timing out. */
export interface Claim {
  readonly schema: 'twinrun.claim/1';
  readonly scenario: string;
  /** The scheduled fire, to the second: `2026-03-31T16:30:00Z`. */
  readonly fire: string;
  /** 0 is the first right of a fire; a rollback or a rerun takes the next one, by a person's confirmation. */
  readonly epoch: number;
  /** Who took it: host and process, task, person. */
  readonly by: string;
  /** When; ISO 8601, UTC. */
  readonly at: string;
  /** Tells this taking from another of the same words. */
  readonly token: string;
  /** Why a next epoch was taken. */
  readonly reason?: string;
}

export interface ClaimRequest {
  readonly scenario: string;
  readonly fire: string;
  readonly by: string;
  /** Takes the epoch after the given one, which must be the newest: two people who look at the same state do not both get it. */
  readonly after?: number;
  readonly reason?: string;
}

/** `taken: false`: another has it, and nothing may be delivered. */
export type ClaimAnswer = { readonly taken: boolean; readonly claim: Claim };

/** The claims of a store. Everything throws where the store cannot be reached: then nothing may be delivered, and somebody must be told. */
export interface Claims {
  /** Throws `claim.moved` when `after` is not the newest epoch, `claim.unreadable` when what is there is no claim. */
  take(request: ClaimRequest): Promise<ClaimAnswer>;
  /** All of a scenario, or of one fire, by fire and epoch. */
  list(scenario: string, fire?: string): Promise<readonly Claim[]>;
}
