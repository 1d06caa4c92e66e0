import { lstat, mkdir, readdir, readFile, readlink, realpath, rename, rm } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import type { Ids } from '../../../model/context.ts';
import { TwinrunError } from '../../../model/error.ts';
import { canonicalJson } from '../../../runtime/canonical-json.ts';
import { hashFile, sha256 } from '../../../runtime/hash.ts';
import { copyIntoImage } from './copy-into-image.ts';
import { type Instruction, parseDockerfile, unsupported } from './dockerfile.ts';
import { applyInstruction, EMPTY_IMAGE, type ImageState } from './image-state.ts';
import { splitWords } from './split-words.ts';

/** An image for tasks that run as processes: the files that were copied in, and how to start it. */
export interface Image {
  readonly name: string;
  /** `sha256:…` over Dockerfile and files: equal input gives an equal digest. */
  readonly digest: string;
  /** Absolute path of the tree; read-only by agreement, each task gets a copy. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  /** What `apk add` and `apt-get install` would install. */
  readonly packages: readonly string[];
  /** Whether time zone data would be in the image: by the package tzdata, or by a base image that brings it. */
  readonly hasTimeZones: boolean;
}

/** Debian keeps tzdata in its base images; Alpine, Ubuntu and BusyBox do not. */
const BASES_WITH_TIME_ZONES = /^(?:docker\.io\/)?(?:library\/)?debian(?::|@|$)/;

/**
 * Builds the Dockerfile of a folder. RUN is not executed: the packages that it installs are noted, and nothing else of it has an effect here.
 * USER and `--chown` have none either: a task runs as whoever runs the sandbox. A `.dockerignore` is not read.
 * `images` is the folder for the trees. Throws `dockerfile.missing`, `dockerfile.unsupported`, `dockerfile.copy` (misuse), each with its line.
 */
export async function buildImage(name: string, contextFolder: string, images: string, ids: Ids): Promise<Image> {
  const context = await realpath(contextFolder).catch(() => contextFolder);
  const file = join(context, 'Dockerfile');
  const source = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new TwinrunError({
      code: 'dockerfile.missing',
      class: 'misuse',
      message: `no Dockerfile for ${name}`,
      at: { file },
      fix: `Write ${file}.`,
      cause,
    });
  });
  const tree = join(images, `.${ids.unique()}.building`);
  await mkdir(tree, { recursive: true, mode: 0o700 });
  try {
    let state = EMPTY_IMAGE;
    for (const instruction of parseDockerfile(source, file)) {
      state = applyInstruction(state, instruction, file);
      if (instruction.keyword === 'COPY') await runCopy(state, instruction, context, file, tree);
      if (instruction.keyword === 'WORKDIR') await mkdir(join(tree, state.workingFolder), { recursive: true });
    }
    if (state.base === undefined) throw unsupported(file, 1, 'a Dockerfile without FROM');
    const digest = sha256(canonicalJson({ source, files: await listTree(tree, tree) }));
    return { ...describeImage(name, state), digest: `sha256:${digest}`, folder: await keepTree(tree, join(images, digest)) };
  } finally {
    await rm(tree, { recursive: true, force: true });
  }
}

function describeImage(name: string, state: ImageState): Omit<Image, 'digest' | 'folder'> {
  const { environment, workingFolder, entryPoint, command, packages } = state;
  const hasTimeZones = packages.includes('tzdata') || BASES_WITH_TIME_ZONES.test(state.base ?? '');
  return { name, environment, workingFolder, entryPoint, command, packages, hasTimeZones };
}

async function runCopy(state: ImageState, instruction: Instruction, context: string, file: string, tree: string): Promise<void> {
  const { text, flags, line } = instruction;
  const at = { file, line };
  const words = text.startsWith('[') ? (JSON.parse(text) as string[]) : splitWords(text, (name) => state.environment[name] ?? state.arguments[name]);
  const last = words.at(-1);
  if (last === undefined || words.length < 2) throw unsupported(file, line, 'COPY without a source and a target');
  if (flags.chmod !== undefined && !/^0?[0-7]{3}$/.test(flags.chmod)) throw unsupported(file, line, `--chmod=${flags.chmod}`);
  const isFolder = last.endsWith('/') || last === '.' || last.endsWith('/.');
  const target = posix.resolve(state.workingFolder, last) + (isFolder ? '/' : '');
  const mode = flags.chmod === undefined ? undefined : Number.parseInt(flags.chmod, 8);
  await copyIntoImage({ context, sources: words.slice(0, -1), target, mode, at }, tree);
}

/** Another registration may have kept the same tree already. */
async function keepTree(tree: string, folder: string): Promise<string> {
  await rename(tree, folder).catch(async (error: unknown) => {
    if ((await lstat(folder).catch(() => undefined)) === undefined) throw error;
  });
  return folder;
}

async function listTree(root: string, folder: string): Promise<readonly (readonly [path: string, kind: string, content: string])[]> {
  const lists = await Promise.all(
    (await readdir(folder)).sort().map(async (name) => {
      const path = join(folder, name);
      const status = await lstat(path);
      const shown = relative(root, path).split(sep).join('/');
      if (status.isDirectory()) return [[shown, 'folder', ''] as const, ...(await listTree(root, path))];
      if (status.isSymbolicLink()) return [[shown, 'link', await readlink(path)] as const];
      return [[shown, (status.mode & 0o777).toString(8), (await hashFile(path)).sha256] as const];
    }),
  );
  return lists.flat();
}
