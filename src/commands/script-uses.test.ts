import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TwinrunError } from '../model/error.ts';
import type { Tagged } from '../model/schema.ts';
import type { Survey } from '../model/survey.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import { testContext } from '../testing/context.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { scriptUses } from './script-uses.ts';

const DOCKERFILE = [
  'FROM alpine:3.22',
  'ENV OUT=/srv/out',
  'WORKDIR /app',
  'COPY --chmod=0755 . ./',
  'ENTRYPOINT ["/bin/sh", "-c"]',
  'CMD ["./main.sh --all"]',
  '',
].join('\n');

const SCRIPTS = {
  'main.sh':
    '. ./settings.env\njq . < /etc/batch/list.json > "$OUT/x.json"\necho "$SETTING $TMPDIR_OR_SO ${KEPT:-none} $HOME" >&2\nlftp -c "$TARGET"\n',
  'other.sh': 'nkf -w in.txt\n',
  'settings.env': 'SETTING=a\n',
};

function lay(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** A scenario's folder; its host was not surveyed. */
function sides(candidate: Readonly<Record<string, string>>, runners: { legacy: Tagged; candidate: Tagged }) {
  const folder = temporaryFolder();
  lay(join(folder, 'candidate'), candidate);
  return {
    loaded: { folder } as LoadedScenario,
    survey: async (): Promise<Survey> => {
      throw new TwinrunError({ code: 'survey.none', class: 'misuse', message: 'not surveyed', fix: 'none' });
    },
    runners,
    work: temporaryFolder(),
    x: testContext(),
  };
}

const fargate = (more: object = {}): Tagged => ({ kind: 'fargate', config: { taskDefinition: 'x', ...more } });
const ssh = (command: string): Tagged => ({ kind: 'ssh', config: { host: 'batch', command: [command] } });
const programs = (uses: Awaited<ReturnType<typeof scriptUses>>['candidate']) =>
  uses?.commands.filter(({ kind }) => kind === 'program').map(({ name }) => name);

describe('what the candidate uses', () => {
  const files = { Dockerfile: DOCKERFILE, ...SCRIPTS };

  it('is that of the scripts which the image starts, at their places in the image', async () => {
    const { candidate, legacy } = await scriptUses(sides(files, { legacy: ssh('a.sh'), candidate: fargate() }), undefined);
    expect(legacy).toBeUndefined();
    expect(programs(candidate)).toEqual(expect.arrayContaining(['jq', 'lftp']));
    expect(programs(candidate)).not.toContain('nkf');
    expect(candidate?.commands.find(({ name }) => name === 'jq')?.at).toEqual({ file: '/app/main.sh', line: 2 });
    // Set by the image, by the platform or by a default: nobody has to.
    expect(candidate?.variables.filter(({ origin }) => origin === 'nowhere').map(({ name }) => name)).toEqual(['TMPDIR_OR_SO', 'TARGET']);
    // What was copied in is there.
    expect(candidate?.files.filter(({ access }) => access === 'read').map(({ path }) => path)).toEqual(['/etc/batch/list.json']);
    expect(candidate?.files.filter(({ access }) => access === 'write').map(({ path }) => path)).toEqual(['/srv/out/x.json']);
  });

  it('follows the command of the runner, and the entry point of the definition', async () => {
    const definition = { containerDefinitions: [{ name: 'x', entryPoint: ['sh'], command: ['main.sh'] }] };
    const by = async (more: object) =>
      programs((await scriptUses(sides(files, { legacy: ssh('a.sh'), candidate: fargate(more) }), definition)).candidate);
    expect(await by({})).toContain('jq');
    expect(await by({ command: ['other.sh'] })).toEqual(expect.arrayContaining(['nkf']));
    expect(await by({ command: ['other.sh'] })).not.toContain('jq');
  });

  it('comes with the packages that the Dockerfile installs', async () => {
    const Dockerfile = DOCKERFILE.replace('WORKDIR', 'RUN apk add --no-cache jq lftp=4.9\nWORKDIR');
    expect((await scriptUses(sides({ ...files, Dockerfile }, { legacy: ssh('a.sh'), candidate: fargate() }), undefined)).packages).toEqual([
      'jq',
      'lftp',
    ]);
  });

  it('is not known without a Dockerfile that can be read, and that is no error', async () => {
    for (const some of [{}, { Dockerfile: 'FROM a\nRUN <<END\nEND\n' }, { Dockerfile: 'FROM alpine:3.22\nCOPY gone ./\nCMD ["./gone"]\n' }])
      expect(await scriptUses(sides(some, { legacy: ssh('a.sh'), candidate: fargate() }), undefined)).toEqual({});
  });
});

describe('what legacy uses', () => {
  const survey = (enabled: boolean, path: string, program: string) => ({
    enabled,
    uses: { files: [{ path, access: 'execute' }], commands: [{ name: program, kind: 'program' }] },
  });

  it('is that of the enabled entry which starts the program of the runner', async () => {
    const entries = [
      survey(false, '/home/app/bin/a.sh', 'off'),
      survey(true, '/home/app/bin/a.sh', 'on'),
      survey(true, '/home/app/bin/aa.sh', 'other'),
    ];
    const surveyed = async () => ({ schema: 'twinrun.survey/1', entries }) as unknown as Survey;
    const given = { ...sides({}, { legacy: ssh('bin/a.sh'), candidate: fargate() }), survey: surveyed };
    expect((await scriptUses(given, undefined)).legacy?.commands).toEqual([{ name: 'on', kind: 'program' }]);
    const changed = new TwinrunError({ code: 'survey.changed', class: 'fault', message: 'it was edited', fix: 'none' });
    await expect(scriptUses({ ...given, survey: () => Promise.reject(changed) }, undefined)).rejects.toBe(changed);
    const another = { ...given, runners: { ...given.runners, legacy: ssh('bin/b.sh') } };
    expect((await scriptUses(another, undefined)).legacy).toBeUndefined();
  });
});
