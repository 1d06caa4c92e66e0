import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Observation } from '../model/observation.ts';
import type { Verdict } from '../model/verdict.ts';
import type { World } from '../model/world.ts';
import { copyWorkspace, runCli } from '../testing/cli.ts';
import { copyProgram } from '../testing/copy-program.ts';
import { type OpensshServer, startOpenssh } from '../testing/openssh-server.ts';
import { makePodman, type Podman } from '../testing/podman.ts';
import { describeAsRoot } from '../testing/system-program.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const SLOW = 240_000;

/** What the candidate's image calls aws: enough of it for `aws s3 cp <file> s3://…`, by curl. */
const AWS = `#!/bin/sh
for word; do
  case $word in
    s3://*) target=\${word#s3://} ;;
    s3 | cp | -*) ;;
    *) file=$word ;;
  esac
done
exec curl -sS --fail-with-body -T "$file" --aws-sigv4 "aws:amz:$AWS_REGION:s3" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \\
  -H "x-amz-content-sha256: $(sha256sum "$file" | cut -d ' ' -f 1)" "$AWS_ENDPOINT_URL/$target"
`;

/** The packaged scenarios with their legacy side on an OpenSSH server and their candidate as a container; source, store and partner are the sandbox's. */
describeAsRoot(
  ['sshd', 'psql', 'sftp', 'ssh', 'curl', 'podman', 'runc', 'catatonit', 'busybox'],
  'client-export between an sshd and podman',
  (paths) => {
    const workspace = temporaryFolder();
    const home = join(temporaryFolder(), 'export');
    let podman: Podman;
    let sshd: OpensshServer;
    let environment: Record<string, string>;

    beforeAll(async () => {
      copyWorkspace(workspace);
      expect(await runCli(workspace, ['sandbox', 'up'])).toMatchObject({ code: 0 });
      const { folder, world } = JSON.parse((await runCli(workspace, ['sandbox', 'status', '--json'])).stdout) as { folder: string; world: World };
      cpSync(join(folder, 'hosts/batch/home/export'), home, { recursive: true, preserveTimestamps: true });
      sshd = await startOpenssh(paths.sshd ?? '', home);
      podman = makePodman(paths);
      environment = {
        PARTNER_KEY: readFileSync(join(home, '.ssh/id_partner'), 'utf8'),
        PARTNER_KNOWN_HOSTS: readFileSync(join(home, '.ssh/known_hosts'), 'utf8'),
      };
      writeWorkspace();
      for (const id of ['client-export', 'client-export-drifted']) writeScenario(id, world);
    }, SLOW);

    afterAll(async () => {
      await sshd?.stop();
      podman?.clean();
      expect(await runCli(workspace, ['sandbox', 'down'])).toMatchObject({ code: 0 });
    }, SLOW);

    function writeWorkspace(): void {
      const { address, port, user, hostKey, identityFiles } = sshd.address;
      const text = {
        schema: 'twinrun.workspace/1',
        hosts: {
          batch: { ssh: { address, port, user, hostKey, identityFile: identityFiles?.[0] } },
          partner: { sandbox: 'partner' },
          decoy: { sandbox: 'decoy' },
        },
        databases: { analytics: { sandbox: 'analytics' } },
        aws: { sandbox: true },
        engine: podman.setting,
      };
      writeFileSync(join(workspace, 'twinrun.yaml'), stringify(text));
    }

    /** Moves a scenario onto the real sshd and into a container; what it checks stays as it is. */
    function writeScenario(id: string, world: World): void {
      const folder = join(workspace, 'scenarios', id);
      const candidate = join(folder, 'candidate');
      const image = podman.image('WORKDIR /app\nCMD ["./client-export.sh"]\n', (root) => furnish(root, candidate, id === 'client-export'));
      const file = join(workspace, `${id}.json`);
      const definition = JSON.parse(readFileSync(join(candidate, 'task-definition.json'), 'utf8'));
      definition.containerDefinitions[0].environment = entries(targets(world, definition.containerDefinitions[0].environment));
      writeFileSync(file, JSON.stringify(definition));
      const secrets = {
        PGPASSWORD: 'SANDBOX_DB_PASSWORD',
        AWS_ACCESS_KEY_ID: 'SANDBOX_AWS_ACCESS_KEY_ID',
        AWS_SECRET_ACCESS_KEY: 'SANDBOX_AWS_SECRET_ACCESS_KEY',
        PARTNER_KEY: 'PARTNER_KEY',
        PARTNER_KNOWN_HOSTS: 'PARTNER_KNOWN_HOSTS',
      };
      const runner = { container: { file, image, pull: 'never', network: 'host', secrets } };
      const scenario = join(folder, 'scenario.yaml');
      const text = readFileSync(scenario, 'utf8')
        .replace(/\{ fargate: .*\} \}/, JSON.stringify(runner))
        // No cron runs for this host, whatever hour it is.
        .replace(
          '{ ssh: { host: batch, command: [client-export/',
          `{ ssh: { host: batch, besideCron: no cron runs here, command: [${home}/client-export/`,
        )
        .replace('{ host: batch, path: backup }', `{ host: batch, path: ${home}/backup }`)
        .replace('path: "rehearsal/', `path: "${home}/rehearsal/`);
      writeFileSync(scenario, text);
    }

    function furnish(root: string, candidate: string, withZones: boolean): void {
      copyProgram(realPsql(paths.psql ?? ''), root, '/usr/bin/psql');
      copyProgram(paths.sftp ?? '', root, '/usr/bin/sftp');
      copyProgram(paths.ssh ?? '', root, '/usr/bin/ssh');
      copyProgram(paths.curl ?? '', root, '/usr/bin/curl');
      for (const folder of ['app', 'tmp', 'etc', 'root', 'usr/share/zoneinfo/Asia']) mkdirSync(join(root, folder), { recursive: true });
      writeFileSync(join(root, 'usr/bin/aws'), AWS, { mode: 0o755 });
      writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
      if (withZones) cpSync('/usr/share/zoneinfo/Asia/Tokyo', join(root, 'usr/share/zoneinfo/Asia/Tokyo'), { dereference: true });
      cpSync(candidate, join(root, 'app'), { recursive: true });
    }

    const entries = (values: Record<string, string>) => Object.entries(values).map(([name, value]) => ({ name, value }));

    /** The definition's own variables, with the addresses of the sandbox in place of the real world's. */
    function targets(world: World, own: readonly { name: string; value: string }[]): Record<string, string> {
      const { address = '', port = 0, database = '', user = '' } = world.databases.analytics ?? {};
      return {
        ...Object.fromEntries(own.map(({ name, value }) => [name, value])),
        ...{ PGHOST: address, PGPORT: String(port), PGDATABASE: database, PGUSER: user },
        ...{ PARTNER_HOST: '127.0.0.1', PARTNER_PORT: String(world.hosts.partner?.port ?? 0) },
        ...{ AWS_REGION: world.aws.region ?? '', AWS_ENDPOINT_URL: world.aws.endpoint ?? '', HOME: '/root', PATH: '/usr/bin:/bin' },
      };
    }

    async function rehearse(id: string) {
      const { code, stdout, stderr } = await runCli(workspace, ['rehearse', id, '--json'], { environment });
      const { folder, status, verdict } = JSON.parse(stdout) as { folder: string; status: string; verdict: Verdict };
      expect(folder, stdout + stderr).toBeDefined();
      const take = (name: string) => {
        const observation = JSON.parse(readFileSync(join(folder, `takes/${name}/observation.json`), 'utf8')) as Observation;
        return { ...observation, text: readFileSync(join(folder, `takes/${name}/log.txt`), 'utf8') };
      };
      return { run: basename(folder), code, status, verdict, stderr, legacy: take('legacy-1'), candidate: take('candidate-1') };
    }

    it(
      'passes, and says what a container does not prove',
      async () => {
        const { run, code, status, verdict, legacy, candidate } = await rehearse('client-export');
        expect(candidate.outcome, candidate.text).toEqual({ kind: 'exited', exitCode: 0 });
        expect(legacy.outcome, legacy.text).toEqual({ kind: 'exited', exitCode: 0 });
        expect([code, status], JSON.stringify(verdict, undefined, 1)).toEqual([0, 'pass']);
        expect([legacy.runner, candidate.runner, candidate.facts.proves]).toEqual(['ssh', 'container', 'container only']);
        expect(candidate.facts['container.unmapped']).toMatch(/task role .*awsvpc network/);
        expect(verdict.notes.map(({ id }) => id)).toEqual(expect.arrayContaining(['container.proves', 'container.unmapped']));
        expect(candidate.log.complete).toBe(true);
        expect(podman.call('ps', '--all', '--quiet', '--filter', `label=twinrun.run=${run}`)).toBe('');
      },
      SLOW,
    );

    it(
      'fails for the drifted candidate',
      async () => {
        const { code, status, verdict, candidate } = await rehearse('client-export-drifted');
        expect(candidate.outcome, candidate.text).toEqual({ kind: 'exited', exitCode: 0 });
        expect([code, status], JSON.stringify(verdict, undefined, 1)).toEqual([1, 'fail']);
        // For what it is wrong in, and not because it ran as a container.
        const rows = verdict.checks.find(({ id, output }) => id === 'keyed-rows' && output === 'backup');
        expect(new Set(rows?.result?.explanations.map(({ id }) => id))).toEqual(new Set(['null-text', 'time-zone']));
      },
      SLOW,
    );
  },
);

/** Debian's psql is a wrapper in Perl that looks for the real one. */
function realPsql(found: string): string {
  if (!readFileSync(found, 'latin1').startsWith('#!')) return found;
  const versions = readdirSync('/usr/lib/postgresql').toSorted((one, other) => Number(other) - Number(one));
  return versions.map((version) => `/usr/lib/postgresql/${version}/bin/psql`).find((path) => existsSync(path)) ?? found;
}
