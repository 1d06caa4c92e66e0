import type { Diagram, DiagramNode, NodeKind } from '../../model/diagram.ts';
import { type XmlElement, xmlDocument } from '../../reporters/xml.ts';

const STYLES: Readonly<Record<NodeKind, string>> = {
  scheduler: 'rounded=1;arcSize=50;fillColor=#fff2cc;strokeColor=#d6b656;',
  batch: 'rounded=1;fillColor=#dae8fc;strokeColor=#6c8ebf;',
  file: 'shape=note;size=12;fillColor=#f5f5f5;strokeColor=#666666;',
  database: 'shape=cylinder3;size=10;boundedLbl=1;fillColor=#d5e8d4;strokeColor=#82b366;',
  'object-store': 'shape=cylinder3;size=10;boundedLbl=1;fillColor=#d5e8d4;strokeColor=#82b366;',
  queue: 'shape=parallelogram;perimeter=parallelogramPerimeter;fillColor=#ffe6cc;strokeColor=#d79b00;',
  partner: 'shape=cloud;fillColor=#e1d5e7;strokeColor=#9673a6;',
  people: 'ellipse;fillColor=#f8cecc;strokeColor=#b85450;',
};

const [WIDTH, HEIGHT, GAP, HEAD] = [220, 70, 40, 30];

/** Boxes of a group that stand above each other; more go beside them. */
const ROWS = 12;

/** Between frames: room for arrows and their labels. */
const BETWEEN = 60;

/** Letters that a line of a box has room for; and a box. */
const [LETTERS, MOST] = [32, 100];

/** A file that draw.io opens (mxGraph XML, uncompressed): one page a diagram, a frame a group, in columns from left to right. */
export function toDrawio(diagrams: readonly Diagram[]): string {
  const pages = diagrams.map((diagram, index) => page(diagram, index + 1));
  return xmlDocument({ name: 'mxfile', attributes: { host: 'twinrun' }, children: pages });
}

function page({ title, nodes, edges }: Diagram, number: number): XmlElement {
  const frames = layOut(nodes);
  const cells: XmlElement[] = [
    { name: 'mxCell', attributes: { id: '0' } },
    { name: 'mxCell', attributes: { id: '1', parent: '0' } },
    ...frames.cells,
    ...edges.map(({ from, to, step, label }, index): XmlElement => {
      const style = 'edgeStyle=orthogonalEdgeStyle;rounded=1;html=0;endArrow=block;labelBackgroundColor=#ffffff;';
      const attributes = { id: `e${index + 1}`, value: `${step}. ${label}`, style, edge: 1, parent: '1', source: from, target: to };
      return { name: 'mxCell', attributes, children: [{ name: 'mxGeometry', attributes: { relative: 1, as: 'geometry' } }] };
    }),
  ];
  const model = {
    name: 'mxGraphModel',
    attributes: { grid: 1, gridSize: 10, page: 1, pageWidth: Math.max(1600, frames.width), pageHeight: Math.max(900, frames.height) },
  };
  return {
    name: 'diagram',
    attributes: { id: `d${number}`, name: title },
    children: [{ ...model, children: [{ name: 'root', attributes: {}, children: cells }] }],
  };
}

/** Groups from left to right, each in its frame. */
function layOut(nodes: readonly DiagramNode[]): { readonly cells: readonly XmlElement[]; readonly width: number; readonly height: number } {
  const cells: XmlElement[] = [];
  let [x, highest] = [0, 0];
  for (const [index, group] of [...new Set(nodes.map((node) => node.group))].entries()) {
    const own = nodes.filter((node) => node.group === group);
    const rows = Math.min(own.length, ROWS);
    const [width, height] = [GAP + Math.ceil(own.length / ROWS) * (WIDTH + GAP), HEAD + GAP + rows * (HEIGHT + GAP)];
    cells.push(...frame({ id: `g${index + 1}`, group, x, width, height }, own));
    x += width + BETWEEN;
    highest = Math.max(highest, height);
  }
  return { cells, width: x, height: highest };
}

interface Frame {
  readonly id: string;
  readonly group: string;
  readonly x: number;
  readonly width: number;
  readonly height: number;
}

/** `html=0`: labels are text, whatever they hold. */
function frame({ id, group, x, width, height }: Frame, nodes: readonly DiagramNode[]): XmlElement[] {
  const style = `swimlane;startSize=${HEAD};html=0;fillColor=none;dashed=1;`;
  return [
    vertex({ id, value: group, parent: '1', style }, x, 0, width, height),
    ...nodes.map((node, index) => {
      const [column, row] = [Math.floor(index / ROWS), index % ROWS];
      const cell = { id: node.id, value: fitted(node.label), parent: id, style: `${STYLES[node.kind]}whiteSpace=wrap;html=0;` };
      return vertex(cell, GAP + column * (WIDTH + GAP), HEAD + GAP + row * (HEIGHT + GAP), WIDTH, HEIGHT);
    }),
  ];
}

/** A label that a box has room for. draw.io breaks lines at blanks only, so of a long word, such as a path, its beginning and end are shown. */
function fitted(label: string): string {
  const words = label
    .trim()
    .split(/\s+/)
    .map((word) => (word.length > LETTERS ? `${word.slice(0, LETTERS / 4)}…${word.slice(1 - (LETTERS * 3) / 4)}` : word));
  const text = words.join(' ');
  return text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text;
}

function vertex(cell: Readonly<Record<string, string>>, x: number, y: number, width: number, height: number): XmlElement {
  return {
    name: 'mxCell',
    attributes: { ...cell, vertex: 1 },
    children: [{ name: 'mxGeometry', attributes: { x, y, width, height, as: 'geometry' } }],
  };
}
