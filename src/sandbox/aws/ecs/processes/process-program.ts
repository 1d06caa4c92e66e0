import { constants } from 'node:fs';
import { access, mkdir, open, stat } from 'node:fs/promises';
import { join, posix, resolve, sep } from 'node:path';
import type { Image } from '../../images/build-image.ts';
import { cannotStart } from '../start-failure.ts';
import type { ContainerOrder } from '../task-engine.ts';
import { withoutTimeZones } from './without-time-zones.ts';

/** What is executed for a container in process mode: absolute program, its arguments, environment, folder. */
export interface ProcessProgram {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
}

const IMAGE_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Translates a container into a process whose root is a copy of the image's tree. An absolute path that exists in the image means that copy, in
 * the command and in PATH (also as a word of shell text); any other means this machine's, because the base image's programs are taken from here.
 * Absolute paths inside scripts are not translated. Throws StartFailure in the words of ECS.
 */
export async function processProgram(order: ContainerOrder, image: Image, root: string, toolPath: string): Promise<ProcessProgram> {
  const { definition } = order;
  const entryPoint = definition.entryPoint ?? image.entryPoint;
  const imageCommand = definition.entryPoint === undefined ? image.command : [];
  const [program, ...rest] = [...entryPoint, ...(order.command ?? imageCommand)];
  if (program === undefined || program === '') throw cannotStart('', 'no command specified');
  const folder = inRoot(root, posix.resolve(image.workingFolder, definition.workingDirectory ?? '.'));
  await mkdir(folder, { recursive: true });
  const environment = await processEnvironment({ ...image.environment, ...order.environment }, image.hasTimeZones, root, toolPath);
  const file = await findProgram(program, root, folder, environment.PATH ?? '');
  return { file, arguments: await Promise.all(rest.map((argument) => translate(argument, root))), environment, folder };
}

async function processEnvironment(
  given: Readonly<Record<string, string>>,
  hasTimeZones: boolean,
  root: string,
  toolPath: string,
): Promise<Record<string, string>> {
  const folders = await Promise.all(
    (given.PATH ?? IMAGE_PATH).split(':').map(async (folder) => ((await exists(inRoot(root, folder))) ? [inRoot(root, folder)] : [])),
  );
  return {
    ...given,
    ...(hasTimeZones ? {} : withoutTimeZones(join(root, 'no-time-zones'), given.TZ)),
    PATH: [...folders.flat(), toolPath].join(':'),
    HOME: join(root, 'root'),
    TMPDIR: join(root, 'tmp'),
  };
}

async function findProgram(program: string, root: string, folder: string, path: string): Promise<string> {
  if (!program.includes('/')) {
    for (const entry of path.split(':').filter((part) => part !== '')) {
      const file = join(entry, program);
      if (await isExecutable(file)) return file;
    }
    throw cannotStart(program, 'executable file not found in $PATH');
  }
  const copied = program.startsWith('/') ? inRoot(root, program) : resolve(folder, program);
  const file = (await exists(copied)) || !program.startsWith('/') ? copied : program;
  if (!(await exists(file))) throw cannotStart(program, `stat ${program}: no such file or directory`);
  if (!(await isExecutable(file))) throw cannotStart(program, 'permission denied');
  return file;
}

async function translate(text: string, root: string): Promise<string> {
  const words = text.match(/(?<![^\s"'=;&|(])\/[^\s"';&|()]+/g) ?? [];
  let result = text;
  for (const word of new Set(words)) {
    const copied = inRoot(root, word);
    if (!(await exists(copied)) || (text !== word && !/^[\w./-]+$/.test(root))) continue;
    result = result.replace(new RegExp(`(?<![^\\s"'=;&|(])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![^\\s"';&|()])`, 'g'), () => copied);
  }
  return result;
}

/** An absolute path of the image, below the task's root: `..` ends there. */
function inRoot(root: string, path: string): string {
  const inside = join(root, posix.resolve('/', path));
  return inside === root || inside.startsWith(root + sep) ? inside : root;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  const file = (await stat(path).catch(() => undefined))?.isFile() === true;
  return (
    file &&
    (await access(path, constants.X_OK).then(
      () => true,
      () => false,
    ))
  );
}

/** What the kernel would refuse to execute although the file is there, as a container's log shows it; undefined when there is nothing. */
export async function execProblem(file: string): Promise<string | undefined> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0);
    const head = buffer.subarray(0, bytesRead).toString('latin1');
    if (head.startsWith('#!')) {
      const interpreter = /^#![ \t]*([^ \t\n]+)/.exec(head)?.[1] ?? '';
      return (await exists(interpreter)) ? undefined : `exec ${file}: no such file or directory`;
    }
    // ELF, or Mach-O where the sandbox runs on macOS
    return /^(?:\x7fELF|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe)/.test(head) ? undefined : `exec ${file}: exec format error`;
  } finally {
    await handle.close();
  }
}
