import type { Diagram, DiagramEdge, DiagramNode, NodeKind } from '../../model/diagram.ts';

/** Collects boxes and arrows; the same box, and the same arrow, counts once. */
export interface Sketch {
  box(kind: NodeKind, label: string, group: string): string;
  arrow(from: string, to: string, step: number, label: string): void;
  done(): Diagram;
}

export function sketch(title: string): Sketch {
  const nodes = new Map<string, DiagramNode>();
  const edges = new Map<string, DiagramEdge>();
  return {
    box(kind, label, group) {
      const key = JSON.stringify([kind, label, group]);
      const known = nodes.get(key);
      if (known !== undefined) return known.id;
      const id = `n${nodes.size + 1}`;
      nodes.set(key, { id, label, kind, group });
      return id;
    },
    arrow: (from, to, step, label) => void edges.set(JSON.stringify([from, to, step, label]), { from, to, step, label }),
    done: () => ({ title, nodes: [...nodes.values()], edges: [...edges.values()].sort((a, b) => a.step - b.step) }),
  };
}

/** The steps of a batch, as the worked example has them. */
export const STEP = { start: 1, read: 2, save: 3, transfer: 4, tell: 5 } as const;
