/** Sizes that decide how the kernel works, never what it finds. */
export interface KernelSizes {
  /** Bytes that are read at once; a multiple of 64. Default 256 KiB. */
  readonly chunkBytes?: number;
  /** Bytes of a block of rows. Default 32 KiB. */
  readonly blockBytes?: number;
}
