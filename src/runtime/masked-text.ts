/** A masked value within a sentence, or as a cell: `‹aaaa@aaaa.aaa #3f1c…›`. */
export function maskedText({ hash, shape }: { readonly hash: string; readonly shape: string }): string {
  return `‹${shape} #${hash}›`;
}
