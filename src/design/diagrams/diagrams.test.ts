import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagram, NodeKind } from '../../model/diagram.ts';
import type { Survey, SurveyEntry } from '../../model/survey.ts';
import { runProgram } from '../../testing/run-program.ts';
import { describeWithPrograms } from '../../testing/system-program.ts';
import { sketch } from './sketch.ts';
import { drawAfter, drawBefore } from './survey-diagrams.ts';
import { toDrawio } from './to-drawio.ts';
import { toMermaid } from './to-mermaid.ts';

const at = { file: '/opt/x.sh', line: 1 };
const use = { at, resolved: true };
const entry = {
  ...{ id: 'crontab#1', at, scheduler: 'cron', enabled: true, user: 'batch', command: '/opt/export.sh', environment: {} },
  schedule: { written: '30 1 * * *', zone: 'Asia/Tokyo', next: [] },
  uses: {
    ...{ commands: [], variables: [], secrets: [], prunings: [], unresolved: [], objects: [] },
    databases: [{ ...use, kind: 'postgres', database: 'analytics', host: 'db' }],
    tables: [{ ...use, table: 'clients', access: 'read', statement: 'select' }],
    files: [
      { ...use, path: '/backup/clients.csv', access: 'write', by: 'redirect' },
      { ...use, path: '/tmp/x', access: 'write', by: 'redirect' },
    ],
    endpoints: [{ ...use, kind: 'sftp', host: 'partner.example' }],
  },
} as unknown as SurveyEntry;
const survey = {
  host: { name: 'batch' },
  entries: [entry, { ...entry, id: 'crontab#2', enabled: false, command: '/opt/off.sh' }],
} as unknown as Survey;

const shown = ({ nodes, edges }: Diagram) => {
  const label = (id: string) => nodes.find((node) => node.id === id)?.label;
  return edges.map(({ from, to, step, label: text }) => `${step}. ${text}: ${label(from)} → ${label(to)}`);
};

describe('the diagrams of a surveyed batch', () => {
  it('number start, SQL, save and transfer, before and after', () => {
    expect(shown(drawBefore(survey))).toEqual([
      '1. start: cron: 30 1 * * * → /opt/export.sh',
      '2. SQL clients: postgres analytics db → /opt/export.sh',
      '3. save: /opt/export.sh → /backup/clients.csv',
      '4. transfer by sftp: /opt/export.sh → partner.example',
      '5. tell: /opt/export.sh → mail to batch',
    ]);
    expect(shown(drawAfter(survey, [entry]))).toEqual([
      '1. start: EventBridge Scheduler: 30 1 * * * Asia/Tokyo → ECS task on Fargate: /opt/export.sh',
      '2. SQL clients: postgres analytics db → ECS task on Fargate: /opt/export.sh',
      '3. save: ECS task on Fargate: /opt/export.sh → s3://<bucket>/clients.csv',
      '4. transfer by sftp: ECS task on Fargate: /opt/export.sh → partner.example',
      '5. tell: ECS task on Fargate: /opt/export.sh → alarm to batch',
    ]);
  });

  it('draw what two batches share once', () => {
    const two = drawBefore(survey, [entry, { ...entry, command: '/opt/other.sh' }]);
    expect(two.nodes.filter(({ label }) => label === '/backup/clients.csv')).toHaveLength(1);
  });
});

const kinds: readonly NodeKind[] = ['scheduler', 'batch', 'file', 'database', 'object-store', 'queue', 'partner', 'people'];
const label = fc.oneof(fc.string(), fc.constantFrom('"]; click n1 "javascript:alert(1)"', '<b>&amp;', 'a\nb', '--> |x| end', '%%{init: {}}%%'));
const diagrams = fc
  .record({ title: label, labels: fc.array(fc.tuple(fc.constantFrom(...kinds), label, label), { minLength: 1, maxLength: 6 }) })
  .map(({ title, labels }) => {
    const one = sketch(title);
    const ids = labels.map(([kind, text, group]) => one.box(kind, text, group));
    for (const [index, id] of ids.entries()) one.arrow(ids[0] ?? id, id, index + 1, labels[index]?.[1] ?? '');
    return one.done();
  });

describe('Mermaid', () => {
  it('holds hostile labels as text: each line has the form that was meant', () => {
    const box = /^ {4}n\d+(?:\(\[|\[\/|\[\(|\[\[|\(\(|\[|>)"(?:[\p{L}\p{N} .,:/_@=+*()-]|#\d+;)*"(?:\]\)|\/\]|\)\]|\]\]|\)\)|\])$/u;
    const frame = /^ {2}subgraph g\d+\["(?:[\p{L}\p{N} .,:/_@=+*()-]|#\d+;)*"\]$/u;
    const arrow = /^ {2}n\d+ -->\|"(?:[\p{L}\p{N} .,:/_@=+*()-]|#\d+;)*"\| n\d+$/u;
    fc.assert(
      fc.property(diagrams, (diagram) => {
        const [comment, head, ...lines] = toMermaid(diagram).trimEnd().split('\n');
        expect(comment).toMatch(/^%% [^%{}\n]*$/);
        expect(head).toBe('flowchart LR');
        for (const line of lines) expect(line === '  end' || [box, frame, arrow].some((form) => form.test(line)), line).toBe(true);
      }),
    );
  });
});

const READ = `
import sys, json, xml.etree.ElementTree as tree
cells = list(tree.parse(sys.stdin).iter('mxCell'))
print(json.dumps([dict(cell.attrib) for cell in cells]))`;

describeWithPrograms(['python3'], 'draw.io, as another parser reads it', ({ python3 = '' }) => {
  it('has every box in its frame, and arrows between boxes that are there', async () => {
    const diagram = drawBefore(survey);
    const { stdout } = await runProgram(python3, ['-c', READ], { input: toDrawio([diagram]) });
    const cells = JSON.parse(stdout) as Readonly<Record<string, string>>[];
    const ids = new Set(cells.map(({ id }) => id));
    expect(ids.size).toBe(cells.length);
    expect(cells.filter(({ edge }) => edge === '1')).toHaveLength(diagram.edges.length);
    for (const { source, target, parent } of cells) for (const id of [source, target, parent]) if (id !== undefined) expect(ids).toContain(id);
    expect(cells.filter(({ vertex }) => vertex === '1').map(({ value }) => value)).toContain('partner.example');
  });
});
