/** What a scenario declares for one column under `format.csv.columns`. Nothing declared: exact text. */
export interface ColumnDeclaration {
  readonly width?: 'nfkc' | undefined;
  readonly trim?: true | undefined;
  readonly case?: 'fold' | undefined;
  readonly nullWords?: readonly string[] | undefined;
  readonly decimal?: { readonly digits?: number | undefined; readonly round?: 'half-even' | undefined } | undefined;
  readonly dateTime?: { readonly legacy: string; readonly candidate: string } | undefined;
  readonly items?: { readonly separator: string; readonly order: 'any'; readonly repeats: 'counted' | 'ignored' } | undefined;
  readonly tolerance?: { readonly absolute?: string | undefined; readonly relative?: string | undefined } | undefined;
  /** The reason. */
  readonly ignore?: string | undefined;
}

/** By column name. */
export type ColumnDeclarations = Readonly<Record<string, ColumnDeclaration>>;
