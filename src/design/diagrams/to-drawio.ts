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
const COLUMN = WIDTH + 2 * GAP + 60;

/** A file that draw.io opens (mxGraph XML, uncompressed): one page a diagram, a frame a group, in columns from left to right. */
export function toDrawio(diagrams: readonly Diagram[]): string {
  const pages = diagrams.map((diagram, index) => page(diagram, index + 1));
  return xmlDocument({ name: 'mxfile', attributes: { host: 'twinrun' }, children: pages });
}

function page({ title, nodes, edges }: Diagram, number: number): XmlElement {
  const groups = [...new Set(nodes.map(({ group }) => group))];
  const cells: XmlElement[] = [
    { name: 'mxCell', attributes: { id: '0' } },
    { name: 'mxCell', attributes: { id: '1', parent: '0' } },
    ...groups.flatMap((group, column) =>
      frame(
        group,
        column,
        nodes.filter((node) => node.group === group),
      ),
    ),
    ...edges.map(({ from, to, step, label }, index): XmlElement => {
      const style = 'edgeStyle=orthogonalEdgeStyle;rounded=1;html=0;endArrow=block;labelBackgroundColor=#ffffff;';
      const attributes = { id: `e${index + 1}`, value: `${step}. ${label}`, style, edge: 1, parent: '1', source: from, target: to };
      return { name: 'mxCell', attributes, children: [{ name: 'mxGeometry', attributes: { relative: 1, as: 'geometry' } }] };
    }),
  ];
  const model = { name: 'mxGraphModel', attributes: { grid: 1, gridSize: 10, page: 1, pageWidth: 1600, pageHeight: 900 } };
  return {
    name: 'diagram',
    attributes: { id: `d${number}`, name: title },
    children: [{ ...model, children: [{ name: 'root', attributes: {}, children: cells }] }],
  };
}

/** `html=0`: labels are text, whatever they hold. */
function frame(group: string, column: number, nodes: readonly DiagramNode[]): XmlElement[] {
  const id = `g${column + 1}`;
  const height = HEAD + nodes.length * (HEIGHT + GAP) + GAP;
  return [
    vertex(
      { id, value: group, parent: '1', style: `swimlane;startSize=${HEAD};html=0;fillColor=none;dashed=1;` },
      column * COLUMN,
      0,
      WIDTH + 2 * GAP,
      height,
    ),
    ...nodes.map((node, row) =>
      vertex(
        { id: node.id, value: node.label, parent: id, style: `${STYLES[node.kind]}whiteSpace=wrap;html=0;` },
        GAP,
        HEAD + GAP + row * (HEIGHT + GAP),
        WIDTH,
        HEIGHT,
      ),
    ),
  ];
}

function vertex(cell: Readonly<Record<string, string>>, x: number, y: number, width: number, height: number): XmlElement {
  return {
    name: 'mxCell',
    attributes: { ...cell, vertex: 1 },
    children: [{ name: 'mxGeometry', attributes: { x, y, width, height, as: 'geometry' } }],
  };
}
