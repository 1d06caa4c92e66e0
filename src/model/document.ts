import type { Status } from './status.ts';

/** How a text is to be understood; reporters choose colour or mark. */
export type Tone = Status | 'muted' | 'strong' | 'warning' | 'plain';

export interface Text {
  readonly text: string;
  readonly tone?: Tone;
}

export interface TreeNode {
  readonly label: Text;
  readonly children?: readonly TreeNode[];
}

/** Two texts that differ, and what they belong to. */
export interface Contrast {
  /** As many as the block has `labels`. */
  readonly labels: readonly Text[];
  /** Absent where the side has no text. */
  readonly legacy?: string;
  readonly candidate?: string;
  /** What is said where there are no texts, or beside them. */
  readonly note?: Text;
}

export type Block =
  /** `literal`: it holds a name, so its case stays. */
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: string; readonly literal?: boolean }
  | { readonly kind: 'text'; readonly spans: readonly Text[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly { readonly title: string; readonly align?: 'left' | 'right' }[];
      readonly rows: readonly (readonly Text[])[];
      readonly caption?: string;
    }
  /** Texts of both sides against each other; reporters mark what differs within them. `labels` are the titles of the first columns. */
  | { readonly kind: 'contrast'; readonly labels: readonly string[]; readonly rows: readonly Contrast[]; readonly caption?: string }
  | { readonly kind: 'tree'; readonly nodes: readonly TreeNode[] }
  | { readonly kind: 'list'; readonly items: readonly Text[]; readonly ordered?: boolean }
  /** Text that is shown as it stands (a diagram's source, a log's end). */
  | { readonly kind: 'figure'; readonly language: string; readonly text: string };

/** What capabilities hand to reporters. No reporter knows a capability. All texts may hold hostile bytes: reporters escape. */
export interface Document {
  readonly title: string;
  readonly status?: Status;
  /** What is said for the status where one word does not do: `PASS, with 3 allowed`. */
  readonly statusText?: string;
  readonly blocks: readonly Block[];
}

export function statusText({ status, statusText: text }: Pick<Document, 'status' | 'statusText'>): string {
  return text ?? status?.toUpperCase() ?? '';
}
