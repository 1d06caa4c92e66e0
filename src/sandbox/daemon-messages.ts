import type { EngineSetting } from '../model/engine-setting.ts';
import type { ErrorClass, ErrorData } from '../model/error.ts';
import type { ControlEndpoint } from './sandbox-status.ts';

/** `ephemeral`: ends when whoever started it ends. `kept`: stays until it is told to stop. */
export type SandboxMode = 'ephemeral' | 'kept';

/** The only message to the daemon: what to start. It comes by the IPC channel, since arguments can be read by every user of the machine. */
export interface StartOrder {
  readonly mode: SandboxMode;
  /** Absolute path of an existing folder for the sandbox's data; the daemon removes it. */
  readonly folder: string;
  /** Absolute path. */
  readonly workspaceFolder: string;
  /** Runs candidates as containers. */
  readonly engine?: EngineSetting | undefined;
}

/** The daemon's answer. `taken`: another one is kept for this workspace already. */
export type StartAnswer =
  | { readonly type: 'ready'; readonly control: ControlEndpoint }
  | { readonly type: 'taken' }
  | { readonly type: 'failed'; readonly error: ErrorData; readonly class: ErrorClass };
