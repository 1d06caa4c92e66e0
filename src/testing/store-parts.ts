import { systemClock } from '../runtime/clock.ts';
import { randomIds } from '../runtime/ids.ts';
import { silentLog } from '../runtime/log.ts';

/** What every store of the tests is made with, in processes of their own too. */
export const STORE_CONTEXT = { clock: systemClock, ids: randomIds, log: silentLog };
