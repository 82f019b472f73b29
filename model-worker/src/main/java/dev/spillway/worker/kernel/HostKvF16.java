package dev.spillway.worker.kernel;

import java.lang.foreign.Arena;

/** Keys and values of type F16. What is too large for it becomes the largest that is not. */
final class HostKvF16 extends HostKv {
  private static final float LARGEST = 65_504f;

  HostKvF16(KvShape shape, int blocks, Arena arena) {
    super(shape, blocks, arena, 2, 0);
  }

  @Override
  void put(long unit, int slot, float[] from, int key, int value) {
    for (int d = 0; d < shape().headDim(); d++) {
      Memory.setShort(unit + 2 * keyAt(slot, d), half(from[key + d]));
      Memory.setShort(unit + 2 * valueAt(slot, d), half(from[value + d]));
    }
  }

  @Override
  float key(long unit, int slot, int dimension) {
    return Float.float16ToFloat(Memory.getShort(unit + 2 * keyAt(slot, dimension)));
  }

  @Override
  float value(long unit, int slot, int dimension) {
    return Float.float16ToFloat(Memory.getShort(unit + 2 * valueAt(slot, dimension)));
  }

  private static short half(float value) {
    return Float.floatToFloat16(Math.max(-LARGEST, Math.min(LARGEST, value)));
  }
}
