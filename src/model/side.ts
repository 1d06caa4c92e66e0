/** One of the two programs under comparison: the batch on EC2, or its replacement on Fargate. */
export type Side = 'legacy' | 'candidate';

export const SIDES: readonly Side[] = ['legacy', 'candidate'];

/** One execution of one side within a run, e.g. `legacy-1`. */
export type TakeId = `${Side}-${number}`;
