import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { makeLogWriter } from './log-writer.ts';
import { makeSecrets } from './secrets.ts';

const folder = temporaryFolder();

it('stores nothing behind the first line that is cut, says how much that was, and lets only its owner read', async () => {
  const file = join(folder, 'log.txt');
  const lines: string[] = [];
  const log = makeLogWriter(file, makeSecrets({}), (line) => lines.push(line), 12);
  log.write('stdout', 'first\nmuch too long for it\nx\n');
  log.write('stderr', 'y');
  expect(await log.close(true)).toEqual({ bytes: statSync(file).size, cutBytes: 25, complete: true });
  expect(readFileSync(file, 'utf8')).toBe('first\n[twinrun: the log was cut here; 25 more bytes were produced]\n');
  expect(lines).toEqual(['first', 'much too long for it', 'x', 'y']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
