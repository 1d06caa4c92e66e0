import { duration } from '../scenario/fields.ts';

/** How long a probe may take. Milliseconds when it is read. */
export const timeout = duration('How long it may take; then it counts as not read').prefault('60s');
