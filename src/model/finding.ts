import type { Location } from './location.ts';
import type { Message } from './message.ts';
import type { Side } from './side.ts';

/** What makes the comparison itself doubtful (a ragged record, an expired allowance, a duplicate header). Forbids a pass. */
export interface Finding {
  readonly id: string;
  readonly message: Message;
  readonly side?: Side;
  readonly output?: string;
  readonly at?: Location;
  readonly fix: Message;
}
