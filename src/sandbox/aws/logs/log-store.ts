import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../model/clock.ts';
import type { Ids } from '../../../model/context.ts';
import { AwsError } from '../aws-error.ts';
import { LogStream } from './log-stream.ts';

/** A log group and its streams by name. */
export interface LogGroup {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly streams: Map<string, LogStream>;
}

/** All log groups of the stand-in. The streams' files have random names: a stream's name is never used as a path. */
export class LogStore {
  readonly groups = new Map<string, LogGroup>();
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #arnPrefix: string;

  private constructor(folder: string, region: string, clock: Clock, ids: Ids) {
    this.#folder = folder;
    this.#clock = clock;
    this.#ids = ids;
    this.#arnPrefix = `arn:aws:logs:${region}:123456789012:log-group:`;
  }

  static async open(folder: string, region: string, clock: Clock, ids: Ids): Promise<LogStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new LogStore(folder, region, clock, ids);
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#clock.now().getTime();
  }

  /** Throws ResourceAlreadyExistsException. */
  createGroup(name: string): void {
    if (this.groups.has(name)) throw new AwsError(400, 'ResourceAlreadyExistsException', 'The specified log group already exists');
    this.groups.set(name, { name, arn: `${this.#arnPrefix}${name}`, createdAt: this.now(), streams: new Map() });
  }

  /** Throws ResourceNotFoundException. */
  group(name: string): LogGroup {
    const group = this.groups.get(name);
    if (group === undefined) throw new AwsError(400, 'ResourceNotFoundException', 'The specified log group does not exist.');
    return group;
  }

  /** Throws ResourceNotFoundException, ResourceAlreadyExistsException. */
  createStream(groupName: string, name: string): LogStream {
    const group = this.group(groupName);
    if (group.streams.has(name)) throw new AwsError(400, 'ResourceAlreadyExistsException', 'The specified log stream already exists');
    const stream = new LogStream(name, this.now(), join(this.#folder, `${this.#ids.unique()}.jsonl`));
    group.streams.set(name, stream);
    return stream;
  }

  /** Throws ResourceNotFoundException. */
  stream(groupName: string, name: string): LogStream {
    const stream = this.group(groupName).streams.get(name);
    if (stream === undefined) throw new AwsError(400, 'ResourceNotFoundException', 'The specified log stream does not exist.');
    return stream;
  }
}
