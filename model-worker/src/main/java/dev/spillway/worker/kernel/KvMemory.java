package dev.spillway.worker.kernel;

/**
 * The keys and values of all sequences: one persistent array of blocks. Kernels are given block
 * numbers and index it themselves; nobody holds a slice.
 */
public interface KvMemory {
  KvShape shape();

  int blocks();

  /** Memory taken, in bytes. */
  long bytes();
}
