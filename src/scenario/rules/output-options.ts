/** Options of checks that name an output. Values under other names are the check's own affair. */
export const OUTPUT_OPTIONS = ['output', 'backup', 'delivered'] as const;
