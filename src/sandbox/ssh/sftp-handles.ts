import { closeSync } from 'node:fs';
import { failure } from './sftp-failure.ts';

/** More open handles than this are a client that forgets to close. */
const MOST = 1000;

export interface FileHandle {
  readonly kind: 'file';
  readonly descriptor: number;
  /** Writes go to the end, whatever offset the client gives. */
  readonly append: boolean;
}

export interface FolderHandle {
  readonly kind: 'folder';
  readonly path: string;
  /** Names not yet told. */
  readonly names: string[];
}

/** What one SFTP session holds open. */
export class SftpHandles {
  readonly #open = new Map<number, FileHandle | FolderHandle>();
  #next = 1;

  add(handle: FileHandle | FolderHandle): Buffer {
    if (this.#open.size >= MOST) {
      if (handle.kind === 'file') closeSync(handle.descriptor);
      throw failure('Too many open handles');
    }
    const id = this.#next++;
    this.#open.set(id, handle);
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(id);
    return bytes;
  }

  file(bytes: Buffer): FileHandle {
    const handle = this.#get(bytes);
    if (handle.kind !== 'file') throw failure('Not a file');
    return handle;
  }

  folder(bytes: Buffer): FolderHandle {
    const handle = this.#get(bytes);
    if (handle.kind !== 'folder') throw failure('Not a folder');
    return handle;
  }

  close(bytes: Buffer): void {
    const handle = this.#get(bytes);
    this.#open.delete(bytes.readUInt32BE());
    if (handle.kind === 'file') closeSync(handle.descriptor);
  }

  closeAll(): void {
    for (const handle of this.#open.values()) if (handle.kind === 'file') closeSync(handle.descriptor);
    this.#open.clear();
  }

  #get(bytes: Buffer): FileHandle | FolderHandle {
    const handle = bytes.length === 4 ? this.#open.get(bytes.readUInt32BE()) : undefined;
    if (handle === undefined) throw failure('Invalid handle');
    return handle;
  }
}
