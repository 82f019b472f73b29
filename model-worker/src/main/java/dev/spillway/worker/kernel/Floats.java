package dev.spillway.worker.kernel;

/**
 * Memory for 32-bit floats that kernels read and write. Where it lies (heap, device) is known only
 * to the {@link Kernels} that allocated it, and only those may be given it.
 */
public interface Floats {
  /** Elements. */
  int length();
}
