import type { AwsClients } from '../connections/aws-clients.ts';
import type { AwsServer } from './aws/aws-server.ts';

/** Where scenarios are deployed to. */
export interface DeploymentTarget {
  /** Absolute folder that is `/` of the batch host. */
  readonly batchRoot: string;
  /** Makes folders on the decoy, for the fences of a scenario. */
  readonly makeDecoyFolder: (path: string) => Promise<void>;
  readonly awsServer: AwsServer;
  readonly aws: AwsClients;
  /** Values of the sandbox, by the names that task definitions use. */
  readonly variables: Readonly<Record<string, string>>;
}
