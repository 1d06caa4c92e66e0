import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineAnswer, EngineClient } from '../../../../connections/container/engine-client.ts';
import { lastLines } from '../../../../connections/container/engine-problem.ts';
import { TwinrunError } from '../../../../model/error.ts';
import { folderHash } from '../../../folder-hash.ts';

/** An image in the engine's store. */
export interface ContainerImage {
  /** The engine's image id, `sha256:…`. */
  readonly digest: string;
  readonly tag: string;
}

export interface ImageOrder {
  readonly name: string;
  readonly contextFolder: string;
  /** Of the sandbox: two of them never share a tag, so that each can remove its own. */
  readonly mark: string;
  /** Absolute path of a folder for the file that the engine writes the id into. */
  readonly idFolder: string;
  /** Told of the tag before it is made. */
  readonly intend: (tag: string) => Promise<void>;
}

/**
 * Builds by the engine, each time: what has not changed comes from its cache. The label is the same for the same image, because it is part of
 * what the id is made of. Throws `sandbox.image-build` (misuse) with the engine's last lines.
 */
export async function buildContainerImage(order: ImageOrder, client: EngineClient): Promise<ContainerImage> {
  const context = await realpath(order.contextFolder);
  const file = join(context, 'Dockerfile');
  const slug = slugOf(order.name);
  const tag = `twinrun-sandbox/${slug}:${(await folderHash(context)).slice(0, 12)}-${order.mark}`;
  await order.intend(tag);
  const idFile = join(order.idFolder, `${tag.replace('/', '-')}.id`);
  const options = ['--label', `twinrun-sandbox=${slug}`, '--iidfile', idFile, '--tag', tag, '--file', file];
  const answer = await build([...options, context], client);
  if (answer.exitCode === 0) return { digest: (await readFile(idFile, 'utf8')).trim(), tag };
  throw new TwinrunError({
    code: 'sandbox.image-build',
    class: 'misuse',
    message: `the image ${order.name} could not be built`,
    at: { file },
    expected: `exit code 0 of ${client.setting.program} build`,
    received: lastLines(answer),
    fix: `Mend the Dockerfile; \`${client.setting.program} build\` in its folder shows all of it.`,
  });
}

/** Another sandbox that ends may remove layers just when podman has found them in its cache; then they are simply built again. */
async function build(words: readonly string[], client: EngineClient): Promise<EngineAnswer> {
  const answer = await client.ask(['build', ...words]);
  return answer.exitCode !== 0 && /(?:image|layer) not known/.test(answer.stderr) ? client.ask(['build', ...words]) : answer;
}

/** `account.dkr.ecr.region.amazonaws.com/batch:1` → `batch`. */
function slugOf(name: string): string {
  const last = name.replace(/@.*$/, '').split('/').at(-1)?.replace(/:.*$/, '') ?? '';
  return (
    last
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'image'
  );
}
