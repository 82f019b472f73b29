package dev.spillway.worker.kernel;

import java.lang.foreign.Arena;

/** Memory in which one thread keeps intermediate results. Grows; its content is of no meaning. */
final class Scratch {
  private final Arena arena;
  private float[] floats = new float[LaneSum.LANES];
  private long nativeAddress;
  private long nativeBytes;

  Scratch(Arena arena) {
    this.arena = arena;
  }

  void ensure(int length) {
    if (floats.length < length) {
      floats = new float[length];
    }
  }

  /** For what is read by address. What was there before stays allocated until the end. */
  void ensureNative(long bytes) {
    if (nativeBytes < bytes) {
      nativeAddress = arena.allocate(bytes, 64).address();
      nativeBytes = bytes;
    }
  }

  float[] floats() {
    return floats;
  }

  long nativeAddress() {
    return nativeAddress;
  }
}
