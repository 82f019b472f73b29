package dev.spillway.worker.kernel;

import java.lang.foreign.Arena;

/**
 * Keys and values of type Q8: element = scale x quant, rounded once. A unit ends with the scales of
 * its 16 keys and then of its 16 values, as floats.
 */
final class HostKvQ8 extends HostKv {
  private static final float LEVELS = 127f;

  HostKvQ8(KvShape shape, int blocks, Arena arena) {
    super(shape, blocks, arena, 1, 2 * 4 * TOKENS);
  }

  @Override
  void put(long unit, int slot, float[] from, int key, int value) {
    float keyScale = scale(from, key);
    float valueScale = scale(from, value);
    Memory.setFloat(keyScales(unit) + 4L * slot, keyScale);
    Memory.setFloat(valueScales(unit) + 4L * slot, valueScale);
    for (int d = 0; d < shape().headDim(); d++) {
      Memory.setByte(unit + keyAt(slot, d), quant(from[key + d], keyScale));
      Memory.setByte(unit + valueAt(slot, d), quant(from[value + d], valueScale));
    }
  }

  @Override
  float key(long unit, int slot, int dimension) {
    return Memory.getFloat(keyScales(unit) + 4L * slot)
        * Memory.getByte(unit + keyAt(slot, dimension));
  }

  @Override
  float value(long unit, int slot, int dimension) {
    return Memory.getFloat(valueScales(unit) + 4L * slot)
        * Memory.getByte(unit + valueAt(slot, dimension));
  }

  /** Address of a unit's scales of keys, a float for each token. */
  long keyScales(long unit) {
    return unit + keyElements() + valueElements();
  }

  /** Address of a unit's scales of values, a float for each token. */
  long valueScales(long unit) {
    return keyScales(unit) + 4L * TOKENS;
  }

  private float scale(float[] from, int at) {
    float largest = 0f;
    for (int d = 0; d < shape().headDim(); d++) {
      largest = Math.max(largest, Math.abs(from[at + d]));
    }
    return largest / LEVELS;
  }

  private static byte quant(float value, float scale) {
    return scale == 0f ? 0 : (byte) Math.rint(value / scale);
  }
}
