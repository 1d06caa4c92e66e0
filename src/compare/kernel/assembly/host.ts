/** What the kernel asks of the thread that runs it. */

/** The open block of a partition is full: `blockFull` must give it a new one. */
@external("host", "blockFull")
export declare function blockFull(partition: i32): void;

/** The buffer of results holds `bytes` bytes and must be taken over before the call returns. */
@external("host", "drain")
export declare function drain(bytes: i32): void;
