import type { Connections } from '../connections/connections.ts';
import type { Clock } from '../model/clock.ts';
import type { Ids, Secrets } from '../model/context.ts';
import type { Registries } from '../model/registries.ts';

/** What a command sees of the process that runs it. */
export interface Shell {
  readonly folder: string;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Results go here and nothing else. */
  readonly out: Output;
  /** Progress, notes and errors. */
  readonly err: Output;
  /** Asks whoever is at the terminal and gives the line that was typed; absent where nobody is. Throws on abort. */
  readonly ask?: (question: string, signal: AbortSignal) => Promise<string>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly secrets: Secrets;
  readonly checks: () => Promise<Registries['checks']>;
  /** Every kind of this build, bound to the clients of one world. Loaded when asked for: the clients take most of a start. */
  readonly registries: (connections: Connections) => Promise<Registries>;
  readonly versions: { readonly twinrun: string; readonly node: string; readonly platform: string };
}

export interface Output {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly write: (text: string) => void;
}
