const PAGE = 1 << 16;

/** Takes regions of a memory that several threads share: growing it is atomic, and what was grown belongs to who grew it. */
export class Arena {
  readonly memory: WebAssembly.Memory;
  #view: Uint8Array = new Uint8Array(0);

  constructor(memory: WebAssembly.Memory) {
    this.memory = memory;
  }

  /** The address of `bytes` zeroed bytes. Throws RangeError when 4 GiB do not suffice. */
  allocate(bytes: number): number {
    return this.memory.grow(Math.ceil(bytes / PAGE)) * PAGE;
  }

  /** The memory as far as it reaches now. */
  get bytes(): Uint8Array {
    if (this.#view.byteLength !== this.memory.buffer.byteLength) this.#view = new Uint8Array(this.memory.buffer);
    return this.#view;
  }

  words(address: number, count: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, count);
  }
}

/** An empty memory for several threads, up to 4 GiB. */
export function sharedMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
}
