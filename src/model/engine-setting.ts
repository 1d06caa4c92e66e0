/** A container engine, and how it is called. */
export interface EngineSetting {
  readonly program: 'podman' | 'docker';
  /** Before the subcommand. */
  readonly arguments: readonly string[];
  /** After the subcommand that makes a container. */
  readonly runArguments: readonly string[];
}
