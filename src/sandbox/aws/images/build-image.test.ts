import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomIds } from '../../../runtime/ids.ts';
import { writeFiles } from '../../../testing/aws-stand-in.ts';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import { buildImage, type Image } from './build-image.ts';

const root = temporaryFolder();
let number = 0;

async function context(dockerfile: string, files: Record<string, string> = {}): Promise<string> {
  number += 1;
  return writeFiles(join(root, `context-${number}`), { Dockerfile: dockerfile, ...files });
}

const build = async (dockerfile: string, files: Record<string, string> = {}): Promise<Image> => buildContext(await context(dockerfile, files));
const buildContext = (folder: string) => buildImage('name', folder, join(root, 'images'), randomIds);
const tree = async (image: Image) => (await readdir(image.folder, { recursive: true })).sort();

beforeAll(() => mkdir(join(root, 'images')));

describe('an image', () => {
  it('is what its Dockerfile says', async () => {
    const image = await build(
      [
        '# syntax=docker/dockerfile:1',
        'ARG VERSION=3.22',
        'FROM alpine:$VERSION',
        'ENV APP=/app NAME="two words" \\',
        '    # a comment between',
        '    EMPTY=',
        'ENV OLD all of it',
        'RUN apk add --no-cache -t .tools tzdata=2026a-r0 \\',
        '      postgresql16-client && apt-get install -y --no-install-recommends curl; rm -rf /var',
        'WORKDIR $APP',
        'WORKDIR sub',
        'LABEL x=y',
        'USER batch',
        'ENTRYPOINT ["./run.sh", "--all"]',
        'CMD echo $HOME',
      ].join('\n'),
    );
    expect(image).toMatchObject({
      environment: { APP: '/app', NAME: 'two words', EMPTY: '', OLD: 'all of it' },
      workingFolder: '/app/sub',
      entryPoint: ['./run.sh', '--all'],
      command: ['/bin/sh', '-c', 'echo $HOME'],
      packages: ['tzdata', 'postgresql16-client', 'curl'],
      hasTimeZones: true,
    });
  });

  it('holds what was copied, as COPY copies', async () => {
    const files = { 'a.sh': '#!/bin/sh', 'b.sql': 'b', 'c.sql': 'c', 'sub/d': 'd', 'sub/deep/e': 'e' };
    const image = await build(
      'FROM alpine\nWORKDIR /app\nCOPY a.sh ./\nCOPY *.sql sql/\nCOPY sub /opt/sub\nCOPY --chmod=0755 b.sql /bin/tool\nCOPY ["sub/d", "with space"]\nCOPY --chown=batch:batch . /all/',
      files,
    );
    expect((await tree(image)).filter((path) => !path.startsWith('all/'))).toEqual(
      [
        'all',
        'app',
        'app/a.sh',
        'app/sql',
        'app/sql/b.sql',
        'app/sql/c.sql',
        'app/with space',
        'bin',
        'bin/tool',
        'opt',
        'opt/sub',
        'opt/sub/d',
        'opt/sub/deep',
        'opt/sub/deep/e',
      ].sort(),
    );
    expect(await readFile(join(image.folder, 'all/sub/deep/e'), 'utf8')).toBe('e');
    const mode = async (path: string) => ((await stat(join(image.folder, path))).mode & 0o777).toString(8);
    expect([await mode('app/a.sh'), await mode('app/sql/b.sql'), await mode('bin/tool')]).toEqual(['755', '644', '755']);
  });

  it('has one digest for equal content, whatever the umask was; another for other content', async () => {
    const dockerfile = 'FROM alpine\nCOPY a /app/';
    const first = await build(dockerfile, { a: 'a' });
    const folder = await context(dockerfile, { a: 'a' });
    await chmod(join(folder, 'a'), 0o600);
    const second = await buildContext(folder);
    expect(second.digest).toBe(first.digest);
    expect(first.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const others = [await build(dockerfile, { a: 'b' }), await build(`${dockerfile}\nENV A=1`, { a: 'a' }), await build(dockerfile, { a: '#!a' })];
    expect(new Set([first, ...others].map(({ digest }) => digest)).size).toBe(4);
    expect((await readdir(join(root, 'images'))).filter((name) => name.endsWith('.building'))).toEqual([]);
  });

  it('has time zones only by tzdata or by its base', async () => {
    const zones = async (text: string) => (await build(text)).hasTimeZones;
    expect([
      await zones('FROM alpine'),
      await zones('FROM debian:12-slim'),
      await zones('FROM alpine\nRUN apk add tzdata'),
      await zones('FROM alpine\nRUN echo tzdata'),
    ]).toEqual([false, true, true, false]);
  });
});

describe('what cannot be built is refused with its line', () => {
  it.each([
    ['ADD', 'FROM alpine\nADD a /a', 2, 'ADD'],
    ['a second stage', 'FROM alpine\n\nFROM alpine', 3, 'several stages'],
    ['COPY --from', 'FROM alpine\nCOPY --from=build /a /a', 2, 'COPY --from'],
    ['a here-document', 'FROM alpine\nRUN <<EOF\necho\nEOF', 2, 'a here-document'],
    ['no FROM', 'RUN true', 1, 'RUN before FROM'],
    ['an unknown word', 'FROM alpine\n# c\nINSTALL all', 3, 'INSTALL'],
    ['a mode that is no mode', 'FROM alpine\nCOPY --chmod=u+x a /a', 2, '--chmod=u+x'],
  ])('%s', async (_what, dockerfile, line, received) => {
    await expect(build(dockerfile, { a: 'a' })).rejects.toMatchObject({
      code: 'dockerfile.unsupported',
      class: 'misuse',
      received,
      at: { line, file: expect.stringMatching(/Dockerfile$/) },
    });
  });

  it.each([
    ['a file that is not there', 'COPY nothing /a', 'nothing there'],
    ['a path that leads out', 'COPY ../../etc/passwd /a', 'a path outside of the build context'],
    ['a pattern that matches nothing', 'COPY *.nothing /a', 'nothing there'],
  ])('%s', async (_what, copy, received) => {
    await expect(build(`FROM alpine\n${copy}`, { a: 'a' })).rejects.toMatchObject({
      code: 'dockerfile.copy',
      class: 'misuse',
      received,
      at: { line: 2 },
    });
  });

  it.each([['/etc/passwd'], ['../../../../../../etc/passwd']])('a link that leads out, to %s', async (target) => {
    const folder = await context('FROM alpine\nCOPY . /app/');
    await symlink(target, join(folder, 'link'));
    await expect(buildContext(folder)).rejects.toMatchObject({ code: 'dockerfile.copy', received: `a link to ${target}` });
  });

  it('a folder without a Dockerfile', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(buildContext(root)).rejects.toMatchObject({ code: 'dockerfile.missing', class: 'misuse' });
  });
});
