import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { testContext } from '../../testing/context.ts';
import { runProgram } from '../../testing/run-program.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';
import { surveyTree } from '../survey-tree.ts';
import { makeHostTree } from '../tree/host-tree.ts';

/** Values, and pieces of words that use them: what people write in names of files, and what a grammar may cut wrongly. */
const VALUES = { A: 'clients', B: '/data/out.d/a.csv.gz', C_1: 'x-y_z', E: '' };
const PIECES = [
  ...[
    '$A',
    '${A}',
    '$B',
    '"$B"',
    '${C_1}',
    '$C_1',
    '"$A.$C_1"',
    '${NONE:-dflt}',
    '${A:-no}',
    '${E:-empty}',
    '${E-unset}',
    '${B##*/}',
    '${B%.*}',
    '${B%%.*}',
    '${B%/*}',
    '${A#cli}',
  ],
  ...[
    '${NONE:-$A}',
    '"${NONE:-a b}"',
    "'$A'",
    "'s p'",
    '"q $A q"',
    '"${A:-x} $B"',
    '"$A $C_1"',
    '"$A $(echo hi) $B"',
    '"${NONE:-$A} ${B} $A"',
    '\\$A',
    '\\ b',
    '$(basename "$B")',
    '$(dirname $B)',
    '"$(echo hi)"',
  ],
  ...['.csv', '_', '-', '/', '.', 'v1', '@', '%', '+', ',', ':', '=', '~'],
];

describeWithPrograms(['dash'], 'words', ({ dash = '' }) => {
  it('are what dash makes of them, or said to be unknown', async () => {
    const word = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }).map((pieces) => `/p${pieces.join('')}`);
    let known = 0;
    let all = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 40, maxLength: 40 }), async (words) => {
        const set = Object.entries(VALUES).map(([name, value]) => `${name}='${value}'\n`);
        const said = await runProgram(dash, ['-f'], { input: `${set.join('')}${words.map((one) => `x=${one}; printf '%s\\n' "$x"\n`).join('')}` });
        const expected = said.stdout
          .split('\n')
          .slice(0, -1)
          .map((path) => posix.normalize(path));
        const text = `${set.join('')}${words.map((one) => `x=${one}; : > "$x"\n`).join('')}`;
        const survey = await surveyOf(text);
        const uses = survey.entries[0]?.uses;
        for (const [index, path] of expected.entries()) {
          const line = set.length + index + 1;
          const found = uses?.files.filter((use) => use.at.line === line && use.access === 'write') ?? [];
          all++;
          if (!found.every(({ resolved }) => resolved)) continue;
          known++;
          expect([words[index], found.map((use) => use.path)]).toEqual([words[index], [path]]);
        }
      }),
      { numRuns: 15 },
    );
    expect(known / all).toBeGreaterThan(0.8);
  });
});

function surveyOf(script: string) {
  const file = (path: string, text: string) => ({ path, type: 'file' as const, size: text.length, content: () => Buffer.from(text) });
  const host = { name: 'h', from: 'bundle' as const, at: '2026-01-01T00:00:00.000Z', facts: {} };
  const files = [file('/var/spool/cron/crontabs/u', '0 0 * * * sh /s.sh\n'), file('/s.sh', script)];
  return surveyTree(makeHostTree(files, { host, answers: {}, unread: [] }), testContext());
}
