import type { Status } from '../model/status.ts';

/** One condition that must hold before anything is switched. `inconclusive`: what would show it is not there. Nothing but a pass lets one begin. */
export interface Condition {
  readonly id: 'greens' | 'last-pass' | 'unchanged' | 'account' | 'window' | 'apart' | 'way-back' | 'schedules';
  readonly status: Status;
  readonly text: string;
}
