import type { EngineClient } from './engine-client.ts';
import { leftover } from './engine-problem.ts';

/** Kills and removes a container; none of that name is fine, too. Throws `container.leftover`. */
export async function removeContainer(name: string, client: EngineClient): Promise<void> {
  const answer = await client.ask(['rm', '--force', name]);
  if (answer.exitCode !== 0 && (await containers(`name=^${name}$`, client)).length > 0) throw leftover(`container ${name}`, client, answer.stderr);
}

/** Removes every container that carries the label, and verifies that none is left. Throws `container.leftover`. */
export async function removeContainers(label: string, client: EngineClient): Promise<void> {
  const filter = `label=${label}`;
  const left = await containers(filter, client);
  if (left.length === 0) return;
  await client.ask(['kill', ...left]); // podman's rm would wait for each of them to end by itself
  const answer = await client.ask(['rm', '--force', ...left]);
  if ((await containers(filter, client)).length > 0) throw leftover('containers', client, answer.stderr);
}

/** Removes tags, and with its last one an image; a tag that is gone already is fine, too. Throws `container.leftover`. */
export async function removeImages(tags: readonly string[], client: EngineClient): Promise<void> {
  if (tags.length === 0 || (await client.ask(['rmi', ...tags])).exitCode === 0) return;
  for (const tag of tags) {
    const answer = await client.ask(['rmi', tag]);
    const stays = answer.exitCode !== 0 && (await client.ask(['image', 'inspect', '--format', '{{.Id}}', tag])).exitCode === 0;
    if (stays) throw leftover(`image ${tag}`, client, answer.stderr);
  }
}

async function containers(filter: string, client: EngineClient): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await client.ask(['ps', '--all', '--quiet', '--filter', filter]);
  if (exitCode !== 0) throw leftover('containers', client, stderr);
  return stdout.split('\n').filter((id) => id !== '');
}
