/** Why a container could not be started, in the words of ECS; it becomes the `reason` of the container and of the task. */
export class StartFailure extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'StartFailure';
  }
}

/** The image is not in the registry. */
export function cannotPull(image: string): StartFailure {
  return new StartFailure(
    `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`,
  );
}

/** The runtime could not start the program. */
export function cannotStart(program: string, problem: string): StartFailure {
  return new StartFailure(
    `CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "${program}": ${problem}: unknown`,
  );
}

/** Secrets or logs could not be prepared. */
export function cannotInitialise(problem: string): StartFailure {
  return new StartFailure(`ResourceInitializationError: ${problem}`);
}

/** The runtime refused what the definition asks for. */
export function cannotCreate(problem: string): StartFailure {
  return new StartFailure(`CannotCreateContainerError: ${problem}`);
}

/** What a container engine said instead of starting a container, as ECS would word it. */
export function startProblem(lines: readonly string[]): StartFailure {
  const text = lines.join(' ');
  const match = /exec: "([^"]*)": (.*?)(?:: unknown|: OCI (?:runtime|permission)\b.*)?$/.exec(text);
  return match === null ? new StartFailure(`CannotStartContainerError: ${text}`) : cannotStart(match[1] ?? '', match[2] ?? '');
}
