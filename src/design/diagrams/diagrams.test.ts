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
print(json.dumps([{**cell.attrib, **{'geometry-' + k: v for g in cell.findall('mxGeometry') for k, v in g.attrib.items()}} for cell in cells]))`;

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

  it('lays a host of many batches out so that no box lies on another, and every label has room', async () => {
    const many = Array.from({ length: 40 }, (_, index) => ({
      ...entry,
      command: `/opt/a-very-long-folder-name/that-goes-on-and-on/job${index}.sh ${'x'.repeat(index * 3)}`,
    }));
    const { stdout } = await runProgram(python3, ['-c', READ], { input: toDrawio([drawAfter(survey, many)]) });
    const cells = (JSON.parse(stdout) as Readonly<Record<string, string>>[]).filter(({ vertex }) => vertex === '1');
    const box = (cell: Readonly<Record<string, string>>) => {
      const [x = 0, y = 0, width = 0, height = 0] = ['x', 'y', 'width', 'height'].map((name) => Number(cell[`geometry-${name}`]));
      return { x, y, right: x + width, bottom: y + height };
    };
    const apart = (a: ReturnType<typeof box>, b: ReturnType<typeof box>) => a.right <= b.x || b.right <= a.x || a.bottom <= b.y || b.bottom <= a.y;
    expect(cells.length).toBeGreaterThan(40);
    expect(cells.map(({ value }) => value)).toContain('ECS task on Fargate: /opt/a-v…-goes-on-and-on/job0.sh');
    for (const [index, cell] of cells.entries()) {
      const frame = cells.find(({ id }) => id === cell.parent);
      const own = box(cell);
      for (const other of cells.slice(index + 1))
        if (other.parent === cell.parent) expect(apart(own, box(other)), `${cell.value} and ${other.value}`).toBe(true);
      if (frame !== undefined)
        expect([own.x > 0, own.y > 0, own.right < box(frame).right - box(frame).x, own.bottom < box(frame).bottom]).toEqual([true, true, true, true]);
      const words = (cell.value ?? '').split(' ');
      expect([(cell.value ?? '').length <= 100, words.every((word) => word.length <= 32)], cell.value).toEqual([true, true]);
    }
  });
});
