import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import type { Secrets } from '../model/context.ts';
import type { LogFacts } from '../model/observation.ts';

/** Longest line held back for redaction; a longer one is written in pieces. */
const LONGEST_LINE = 64 * 1024;

/** What is stored of a log; the rest is counted, and said in the log's last line. */
const DEFAULT_CAP_BYTES = 64 * 1024 * 1024;

export interface LogWriter {
  /** Takes bytes of one stream; streams are told apart so that their lines do not run into each other. */
  write(stream: 'stdout' | 'stderr', data: Uint8Array | string): void;
  /** Resolves when all is on disk. `complete: false` where lines may have been lost on the way. */
  close(complete: boolean): Promise<LogFacts>;
}

/** Writes a take's log, line by line and redacted (mode 0600), and tells each line to `onLine`. */
export function makeLogWriter(file: string, secrets: Secrets, onLine: (line: string) => void, capBytes = DEFAULT_CAP_BYTES): LogWriter {
  const target: WriteStream = createWriteStream(file, { mode: 0o600, flags: 'wx' });
  let failure: Error | undefined;
  target.on('error', (error) => {
    failure = error;
  });
  let bytes = 0;
  let cutBytes = 0;
  const emitLine = (line: string, end: string) => {
    const redacted = secrets.redact(line);
    const data = Buffer.from(redacted + end, 'utf8');
    if (cutBytes > 0 || bytes + data.length > capBytes) cutBytes += data.length;
    else {
      bytes += data.length;
      target.write(data);
    }
    onLine(redacted);
  };
  const streams = { stdout: lineSplitter(emitLine), stderr: lineSplitter(emitLine) };
  return {
    write: (stream, data) => streams[stream].write(data),
    async close(complete) {
      for (const splitter of Object.values(streams)) splitter.end();
      if (cutBytes > 0) {
        const note = Buffer.from(`[twinrun: the log was cut here; ${cutBytes} more bytes were produced]\n`);
        bytes += note.length;
        target.write(note);
      }
      target.end();
      await finished(target);
      if (failure !== undefined) throw failure;
      return { bytes, cutBytes, complete };
    },
  };
}

function lineSplitter(emit: (line: string, end: string) => void): { write(data: Uint8Array | string): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    write(data) {
      const lines = (rest + (typeof data === 'string' ? data : decoder.write(Buffer.from(data)))).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) emit(line, '\n');
      while (rest.length > LONGEST_LINE) {
        emit(rest.slice(0, LONGEST_LINE), '');
        rest = rest.slice(LONGEST_LINE);
      }
    },
    end() {
      rest += decoder.end();
      if (rest !== '') emit(rest, '\n');
      rest = '';
    },
  };
}
