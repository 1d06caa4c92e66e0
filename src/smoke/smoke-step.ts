import type { Context } from '../model/context.ts';
import type { ErrorData } from '../model/error.ts';
import type { Registries } from '../model/registries.ts';

/** What the parts of a smoke test use. */
export interface SmokeWorld {
  readonly registries: Registries;
  readonly x: Context;
  /** A private folder for logs and files; it is removed afterwards. */
  readonly folder: string;
  /** A word that nothing else prints. */
  readonly mark: string;
  readonly timeoutMs: number;
}

/** One thing to prove, and how. Harms nothing and leaves nothing behind. */
export interface SmokeStep {
  readonly id: string;
  readonly title: string;
  /** Says what was seen. Throws what kept it from working. */
  readonly prove: (world: SmokeWorld) => Promise<string>;
}

export interface SmokeResult {
  readonly id: string;
  readonly title: string;
  readonly status: 'ok' | 'failed' | 'skipped';
  /** What was seen, or why it was skipped. */
  readonly seen?: string;
  readonly error?: ErrorData;
}
