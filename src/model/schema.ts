/**
 * Validation of untrusted values, by the Standard Schema interface (https://standardschema.dev, version 1), which zod and others
 * fulfil. Written out here so that the model imports nothing and a user's check may bring its own library.
 */
export interface Schema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly jsonSchema?: { readonly input: (options: { readonly target: 'draft-2020-12' }) => Record<string, unknown> };
  };
}

export type SchemaResult<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A choice by its name with its settings: in YAML `{ ssh: { host: batch } }`, in memory `{ kind: 'ssh', config: { host: 'batch' } }`. */
export interface Tagged<C = unknown> {
  readonly kind: string;
  readonly config: C;
}
