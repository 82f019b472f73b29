package dev.spillway.worker.kernel;

import java.lang.foreign.MemorySegment;

/**
 * The keys and values of all sequences: one persistent array of blocks. Kernels are given block
 * numbers and index it themselves; nobody holds a slice.
 */
public interface KvMemory {
  KvShape shape();

  int blocks();

  /** Memory taken, in bytes. */
  long bytes();

  /** Bytes of one block, with all its layers. */
  long blockBytes();

  /** Copies a block out, to the first {@link #blockBytes} of {@code to}. */
  void save(int block, MemorySegment to);

  /** Copies back what {@link #save} wrote, to any block. */
  void restore(int block, MemorySegment from);

  /** Copies a block to another. */
  void copy(int from, int to);
}
