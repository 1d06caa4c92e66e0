/** What stands in a diagram. `people`: who is told or who reads. */
export type NodeKind = 'scheduler' | 'batch' | 'file' | 'database' | 'object-store' | 'queue' | 'partner' | 'people';

export interface DiagramNode {
  readonly id: string;
  readonly label: string;
  readonly kind: NodeKind;
  /** In which frame it stands: the host, the account, outside. */
  readonly group: string;
}

/** `step` counts from 1; equal steps happen together. */
export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  readonly step: number;
  readonly label: string;
}

/** Boxes, frames and numbered arrows. Texts may hold hostile bytes: what renders a diagram escapes. */
export interface Diagram {
  readonly title: string;
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
}
