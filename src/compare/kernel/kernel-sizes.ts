/** Sizes that decide how the kernel works, never what it finds. */
export interface KernelSizes {
  /** Bytes that are read at once; a multiple of 64. Default 256 KiB. */
  readonly chunkBytes?: number;
  /** Bytes of a block of rows. Default 32 KiB. */
  readonly blockBytes?: number;
  /** From 1 up. Default 2: one a side. */
  readonly threads?: number;
  /** Rows are brought together in 2 to the power of this many parts; 1 to 8. Default 8. */
  readonly partitionBits?: number;
  /** Records of a section on the average, a power of two. Default 512. */
  readonly sectionRows?: number;
  /** Cut into sections also where the first records do not suggest it. */
  readonly trySections?: boolean;
}
