import type { EngineSetting } from '../model/engine-setting.ts';
import type { World } from '../model/world.ts';

/** What a sandbox says about itself. */
export interface SandboxStatus {
  readonly pid: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Absolute path of all its data; removed when it ends. */
  readonly folder: string;
  readonly world: World;
  /** Ids of the scenarios that are deployed on it. */
  readonly scenarios: readonly string[];
  readonly runningTasks: number;
  /** What runs candidates as containers; without it they run as processes. */
  readonly engine?: EngineSetting | undefined;
}

/** The status with what it takes to use the sandbox: never printed, never stored. */
export interface SandboxAccess extends SandboxStatus {
  /** By the names of secrets that the world uses. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Where a sandbox takes orders, and the word that they must carry. */
export interface ControlEndpoint {
  readonly port: number;
  readonly token: string;
}
