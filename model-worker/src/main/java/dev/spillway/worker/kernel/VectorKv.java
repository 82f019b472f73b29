package dev.spillway.worker.kernel;

import static dev.spillway.worker.kernel.Lanes.COUNT;
import static dev.spillway.worker.kernel.Lanes.bytes;
import static dev.spillway.worker.kernel.Lanes.floats;
import static dev.spillway.worker.kernel.Lanes.halves;
import static dev.spillway.worker.kernel.Lanes.spread;

import jdk.incubator.vector.FloatVector;

/**
 * A block's keys or values as floats by address: where they are, if they are floats, or else in
 * {@code room}, where they are put. Attention itself knows no types.
 */
final class VectorKv {
  private static final int TOKENS = KvShape.BLOCK_TOKENS;

  private VectorKv() {}

  /** Bytes of room for the keys, or the values, of a block. */
  static long room(HostKv kv) {
    return 4L * TOKENS * kv.paddedDim();
  }

  /** {@code [headDim, 16]}. */
  static long keys(HostKv kv, long unit, long room) {
    switch (kv) {
      case HostKvF32 _ -> {
        return unit;
      }
      case HostKvF16 _ -> halvesTo(unit, kv.keyElements(), room);
      case HostKvQ8 q8 -> {
        for (int lane = 0; lane < TOKENS; lane += COUNT) {
          FloatVector scale = floats(q8.keyScales(unit) + 4L * lane);
          for (long i = lane; i < kv.keyElements(); i += TOKENS) {
            put(bytes(unit + i).mul(scale), room + 4 * i);
          }
        }
      }
    }
    return room;
  }

  /** {@code [16, paddedDim]}. */
  static long values(HostKv kv, long unit, long room) {
    switch (kv) {
      case HostKvF32 _ -> {
        return unit + 4 * kv.keyElements();
      }
      case HostKvF16 _ -> halvesTo(unit + 2 * kv.keyElements(), kv.valueElements(), room);
      case HostKvQ8 q8 -> {
        for (int slot = 0; slot < TOKENS; slot++) {
          FloatVector scale = spread(Memory.getFloat(q8.valueScales(unit) + 4L * slot));
          long from = (long) slot * kv.paddedDim();
          for (long i = from; i < from + kv.paddedDim(); i += COUNT) {
            put(bytes(unit + kv.keyElements() + i).mul(scale), room + 4 * i);
          }
        }
      }
    }
    return room;
  }

  private static void halvesTo(long from, long count, long room) {
    for (long i = 0; i < count; i += COUNT) {
      put(halves(from + 2 * i), room + 4 * i);
    }
  }

  private static void put(FloatVector value, long address) {
    value.intoMemorySegment(Memory.ALL, address, Memory.ORDER);
  }
}
