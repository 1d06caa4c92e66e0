/** Sizes that decide how the kernel works, never what it finds. */
export interface KernelSizes {
  /** Bytes that are read at once; a multiple of 64. Default 1 MiB. */
  readonly chunkBytes?: number;
  /** Bytes of a block of rows, a multiple of 4. Default 32 KiB. */
  readonly blockBytes?: number;
  /** Bytes of a piece that one thread reads by itself. Default 16 MiB. */
  readonly pieceBytes?: number;
  /** Bytes that are looked at to find where a record begins. Default 16 KiB. */
  readonly windowBytes?: number;
  /** From 1 up, the thread of the caller is one of them. Default: as many as there are processors, at most 4. */
  readonly threads?: number;
  /** Rows are brought together in 2 to the power of this many parts; 1 to 8. Default 7, for files above 1 GiB 8. */
  readonly partitionBits?: number;
  /** Walk both files side by side also where the first records do not suggest that they are in order. */
  readonly tryOrder?: boolean;
}
