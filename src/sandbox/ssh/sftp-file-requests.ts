import { fstatSync, lstatSync, readdirSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import ssh2, { type FileEntry } from 'ssh2';
import { attributesOf, type GivenAttributes, longName } from './sftp-attributes.ts';
import { endOfFile, failure } from './sftp-failure.ts';
import { openFile, setOpenAttributes } from './sftp-files.ts';
import type { SftpRequestScope } from './sftp-request-scope.ts';

const { OPEN_MODE } = ssh2.utils.sftp;

/** Names per READDIR answer, as OpenSSH's server. */
const NAMES_AT_ONCE = 100;
/** The longest READ that is answered in full, as OpenSSH's server. */
const LONGEST_READ = 255 * 1024;

/** OPEN, READ, WRITE, CLOSE, FSTAT, FSETSTAT, OPENDIR and READDIR. */
export function answerFileRequests({ sftp, user, paths, handles, on, act }: SftpRequestScope): void {
  on('OPEN', (id, path: string, flags: number, attributes: GivenAttributes) => {
    // With EXCL a link at the end is an obstacle, not a way.
    const real = (flags & OPEN_MODE.EXCL) === 0 ? paths.target(path) : paths.entry(path);
    const append = (flags & OPEN_MODE.APPEND) !== 0;
    sftp.handle(id, handles.add({ kind: 'file', descriptor: openFile(real, flags, attributes), append }));
  });
  on('READ', (id, handle: Buffer, offset: number, length: number) => {
    const buffer = Buffer.allocUnsafe(Math.min(length, LONGEST_READ));
    const read = readSync(handles.file(handle).descriptor, buffer, 0, buffer.length, offset);
    if (read === 0 && length > 0) throw endOfFile();
    sftp.data(id, buffer.subarray(0, read));
  });
  act('WRITE', (handle: Buffer, offset: number, data: Buffer) => {
    const { descriptor, append } = handles.file(handle);
    for (let done = 0; done < data.length; ) done += writeSync(descriptor, data, done, data.length - done, append ? null : offset + done);
  });
  act('CLOSE', (handle: Buffer) => handles.close(handle));
  on('FSTAT', (id, handle: Buffer) => sftp.attrs(id, attributesOf(fstatSync(handles.file(handle).descriptor))));
  act('FSETSTAT', (handle: Buffer, attributes: GivenAttributes) => setOpenAttributes(handles.file(handle).descriptor, attributes));

  on('OPENDIR', (id, path: string) => {
    const real = paths.target(path);
    if (!statSync(real).isDirectory()) throw failure('Not a directory');
    sftp.handle(id, handles.add({ kind: 'folder', path: real, names: ['.', '..', ...readdirSync(real)] }));
  });
  on('READDIR', (id, handle: Buffer) => {
    const { path, names } = handles.folder(handle);
    const entries: FileEntry[] = [];
    // A whole batch may have vanished meanwhile: that is not yet the end.
    while (entries.length === 0) {
      const batch = names.splice(0, NAMES_AT_ONCE);
      if (batch.length === 0) throw endOfFile();
      for (const name of batch) {
        const stats = lstatSync(name === '..' ? path : join(path, name), { throwIfNoEntry: false });
        if (stats !== undefined) entries.push({ filename: name, longname: longName(name, stats, user.name), attrs: attributesOf(stats) });
      }
    }
    sftp.name(id, entries);
  });
}
