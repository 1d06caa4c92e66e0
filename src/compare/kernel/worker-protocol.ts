import type { Side } from '../../model/side.ts';
import type { JoinTask } from './join-task.ts';
import type { MergePiece, MergeTask } from './merge-task.ts';
import type { ScanPiece, ScanTask } from './scan-task.ts';

/** What a thread of the kernel begins with. */
export interface WorkerSetup {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Random bytes for the kernel's `seed`, the same for all threads of one comparison. */
  readonly secrets: Uint8Array;
  /** A private folder for rows beyond the bound. */
  readonly folder: string;
  /** Of its own among the threads. */
  readonly name: string;
  readonly chunkBytes: number;
  readonly blockBytes: number;
  /** Most bytes of rows that it keeps in memory. */
  readonly memoryBytes: number;
}

/** Work in pieces that any thread may take. */
export type SharedWork =
  | { readonly scan: Readonly<Partial<Record<Side, ScanTask>>>; readonly pieces: readonly ScanPiece[] }
  | { readonly merge: MergeTask; readonly pieces: readonly MergePiece[] }
  /** Pieces: partitions. */
  | { readonly join: JoinTask; readonly pieces: readonly (readonly number[])[] };

/** Two numbers that all threads share: the next piece, and what the work counts. */
export type SharedNumbers = Int32Array;

/** Answered by `WorkerAnswer`s with the same id; the setup is not answered. */
export type WorkerRequest =
  | { readonly setup: WorkerSetup | undefined }
  | { readonly id: number; readonly work: SharedWork; readonly numbers: SharedNumbers };

/** By the number of the piece. */
export type PieceAnswers = readonly (readonly [piece: number, answer: unknown])[];

export interface WorkerAnswer {
  readonly id: number;
  readonly answers: PieceAnswers;
}
