package dev.spillway.worker.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@link KvMemory} in native memory, {@code [layers, blocks, kvHeads, unit]}.
 *
 * <p>A unit is the keys of 16 tokens as {@code [headDim, 16]}, then their values as {@code [16,
 * paddedDim]}, then what the type needs beside. Both halves are laid out for lanes that need no
 * horizontal sum: scores have a lane per token, weighted values a lane per dimension.
 */
abstract sealed class HostKv implements KvMemory permits HostKvF32, HostKvF16, HostKvQ8 {
  static final int TOKENS = KvShape.BLOCK_TOKENS;

  /** Kernels of narrow machines load up to this many bytes past the end and drop them. */
  private static final int SLACK = 64;

  private final KvShape shape;
  private final int blocks;
  private final int paddedDim;
  private final long unitBytes;
  private final MemorySegment memory;

  /**
   * @param elementBytes of a key or value
   * @param moreBytes of a unit, behind its values
   */
  HostKv(KvShape shape, int blocks, Arena arena, int elementBytes, int moreBytes) {
    this.shape = shape;
    this.blocks = blocks;
    this.paddedDim = (shape.headDim() + Panels.ROWS - 1) / Panels.ROWS * Panels.ROWS;
    this.unitBytes = (long) elementBytes * TOKENS * (shape.headDim() + paddedDim) + moreBytes;
    long units = (long) shape.layers() * blocks * shape.kvHeads();
    this.memory = arena.allocate(units * unitBytes + SLACK, 64);
  }

  static HostKv allocate(KvShape shape, int blocks, Arena arena) {
    return switch (shape.type()) {
      case F32 -> new HostKvF32(shape, blocks, arena);
      case F16 -> new HostKvF16(shape, blocks, arena);
      case Q8 -> new HostKvQ8(shape, blocks, arena);
    };
  }

  @Override
  public final long blockBytes() {
    return shape.layers() * layerBytes();
  }

  @Override
  public final void save(int block, MemorySegment to) {
    for (int layer = 0; layer < shape.layers(); layer++) {
      to.asSlice(layer * layerBytes(), layerBytes()).copyFrom(part(layer, block));
    }
  }

  @Override
  public final void restore(int block, MemorySegment from) {
    for (int layer = 0; layer < shape.layers(); layer++) {
      part(layer, block).copyFrom(from.asSlice(layer * layerBytes(), layerBytes()));
    }
  }

  @Override
  public final void copy(int from, int to) {
    for (int layer = 0; layer < shape.layers(); layer++) {
      part(layer, to).copyFrom(part(layer, from));
    }
  }

  /** One layer of one block. */
  private MemorySegment part(int layer, int block) {
    long offset = unit(layer, block, 0) - memory.address();
    return memory.asSlice(offset, layerBytes());
  }

  private long layerBytes() {
    return shape.kvHeads() * unitBytes;
  }

  /** Keeps one token's key and value of one head. */
  abstract void put(long unit, int slot, float[] from, int key, int value);

  /** One element of a key. */
  abstract float key(long unit, int slot, int dimension);

  /** One element of a value. */
  abstract float value(long unit, int slot, int dimension);

  /** Address of what is kept of a block for one layer and head. */
  final long unit(int layer, int block, int kvHead) {
    if (block < 0 || block >= blocks) {
      throw new IndexOutOfBoundsException("block " + block + " of " + blocks);
    }
    return memory.address()
        + (((long) layer * blocks + block) * shape.kvHeads() + kvHead) * unitBytes;
  }

  /** Elements from one token's values to the next. */
  final int paddedDim() {
    return paddedDim;
  }

  /** Elements of a unit that are keys. */
  final long keyElements() {
    return (long) shape.headDim() * TOKENS;
  }

  /** Elements of a unit that are values. */
  final long valueElements() {
    return (long) paddedDim * TOKENS;
  }

  /** Where an element of a key is among the elements of a unit. */
  static long keyAt(int slot, int dimension) {
    return (long) dimension * TOKENS + slot;
  }

  /** Where an element of a value is among the elements of a unit. */
  final long valueAt(int slot, int dimension) {
    return keyElements() + (long) slot * paddedDim + dimension;
  }

  @Override
  public final KvShape shape() {
    return shape;
  }

  @Override
  public final int blocks() {
    return blocks;
  }

  @Override
  public final long bytes() {
    return memory.byteSize();
  }
}
