import type { Location } from './location.ts';

/** One thing that the move from a host to Fargate changes for a batch, and what to do about it. */
export interface Consequence {
  /** The rule that says so: `local-path`, `time-zone` … */
  readonly rule: string;
  /** What of the batch it is about: a path, a command, a variable. */
  readonly subject: string;
  readonly at?: Location;
  /** What is otherwise there. */
  readonly change: string;
  readonly proposal: string;
  /** Lines to copy: JSON of AWS, a Dockerfile's, a shell's. */
  readonly snippet?: string;
}
