import { closeSync, openSync } from 'node:fs';
import { writeAll } from '../write-all.ts';

const FLUSH_AT = 1 << 16;
const STDOUT = 1;

/** Where results go: stdout, or the file of -o and \o. */
export class Output {
  #descriptor = STDOUT;
  #waiting: Uint8Array[] = [];
  #size = 0;

  /** Opens a file, empties it; undefined leads back to stdout. Throws what the system says. */
  redirect(path: string | undefined): void {
    this.flush();
    if (this.#descriptor !== STDOUT) closeSync(this.#descriptor);
    this.#descriptor = STDOUT;
    if (path !== undefined) this.#descriptor = openSync(path, 'w', 0o666);
  }

  write(data: string | Uint8Array): void {
    // A copy: the data of COPY lies in a buffer that the connection uses again.
    const bytes = Buffer.from(data as Uint8Array);
    this.#waiting.push(bytes);
    this.#size += bytes.length;
    if (this.#size >= FLUSH_AT) this.flush();
  }

  flush(): void {
    if (this.#size === 0) return;
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#size = 0;
    writeAll(this.#descriptor, bytes);
  }
}
