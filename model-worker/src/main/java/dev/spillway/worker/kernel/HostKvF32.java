package dev.spillway.worker.kernel;

import java.lang.foreign.Arena;

/** Keys and values of type F32. */
final class HostKvF32 extends HostKv {
  HostKvF32(KvShape shape, int blocks, Arena arena) {
    super(shape, blocks, arena, 4, 0);
  }

  @Override
  void put(long unit, int slot, float[] from, int key, int value) {
    for (int d = 0; d < shape().headDim(); d++) {
      Memory.setFloat(unit + 4 * keyAt(slot, d), from[key + d]);
      Memory.setFloat(unit + 4 * valueAt(slot, d), from[value + d]);
    }
  }

  @Override
  float key(long unit, int slot, int dimension) {
    return Memory.getFloat(unit + 4 * keyAt(slot, dimension));
  }

  @Override
  float value(long unit, int slot, int dimension) {
    return Memory.getFloat(unit + 4 * valueAt(slot, dimension));
  }
}
