import { beforeAll, describe, expect, it } from 'vitest';
import type { Consequence } from '../model/consequence.ts';
import type { Survey } from '../model/survey.ts';
import { documentToTerminal } from '../reporters/document-to-terminal.ts';
import { testContext } from '../testing/context.ts';
import { treeOf } from '../testing/host-tree.ts';
import { surveyDocument } from './survey-document.ts';
import { surveyTree } from './survey-tree.ts';

const LONG = `/opt/${'x'.repeat(300)}.sh`;
const HOST = {
  '/etc/timezone': 'Asia/Tokyo\n',
  '/etc/cron.d/a': `0 1 * * * app /opt/w.sh\n5 1 * * * app /opt/w.sh\n0 2 * * * app /opt/r.sh\n0 3 * * * app ${LONG}\n0 4 * * * app true\n`,
  '/etc/cron.d/b': 'CRON_TZ=Europe/Berlin\n0 1 * * * app true\n',
  '/opt/w.sh': 'date > /srv/out/list.csv\n',
  '/opt/r.sh': 'cat /srv/out/list.csv\n',
};

describe('the report of a survey', () => {
  let survey: Survey;
  beforeAll(async () => {
    survey = await surveyTree(treeOf(HOST), testContext());
  });
  const text = (consequences: ReadonlyMap<string, readonly Consequence[]> = new Map()) =>
    documentToTerminal(surveyDocument(survey, consequences), { colour: false, width: 400 });

  it('tells times by the clock of the host, and of the table where that is another', () => {
    expect(text()).toMatch(/cron\.d\/a:1 +yes +app +0 1 \* \* \* \(At 01:00\) +2026-11-28 01:00 +\/opt\/w\.sh/);
    expect(text()).toMatch(/cron\.d\/b:2 .* 2026-11-28 01:00 Europe\/Berlin/);
  });

  it('says where it cut a command', () => expect(text()).toContain(`/opt/${'x'.repeat(195)}…`));

  it('names each entry by the id that claims and drafts take, also one that uses nothing', () => {
    for (const { id } of survey.entries) expect(text()).toContain(`, ${id}`);
    expect(text()).toContain('nothing was seen that it uses');
  });

  it('says once what ties many', () => {
    const lines = text()
      .split('\n')
      .filter((line) => /^• file \/srv/.test(line));
    expect(lines).toEqual([
      '• file /srv/out/list.csv: written by /etc/cron.d/a:1, /etc/cron.d/a:2; read by /etc/cron.d/a:3',
      '• file /srv/out/list.csv: written by each of /etc/cron.d/a:1, /etc/cron.d/a:2',
    ]);
  });

  it('says once what changes for several, and with its batch what changes for one', () => {
    const change = (subject: string, line: number): Consequence => ({
      rule: 'r',
      subject,
      at: { file: 'f', line },
      change: 'it goes',
      proposal: 'Keep it.',
    });
    const [first, second, third] = survey.entries.map(({ id }) => id);
    const told = text(
      new Map([
        [first ?? '', [change('both', 1), change('alone', 2)]],
        [second ?? '', [change('both', 3)]],
        [third ?? '', []],
      ]),
    );
    expect(told.match(/r, both/g)).toHaveLength(1);
    expect(told).toContain('• r, both: it goes. Keep it. (2: /etc/cron.d/a:1, /etc/cron.d/a:2)');
    expect(told).toContain('• on Fargate: r, alone (f:2): it goes. Keep it.');
  });
});
