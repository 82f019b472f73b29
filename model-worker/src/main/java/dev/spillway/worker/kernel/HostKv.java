package dev.spillway.worker.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@link KvMemory} in native memory, {@code [layers, blocks, kvHeads, unit]}.
 *
 * <p>A unit is the keys of 16 tokens as {@code [headDim, 16]}, then their values as {@code [16,
 * paddedDim]}. Both halves are laid out for lanes that need no horizontal sum: scores have a lane
 * per token, weighted values a lane per dimension.
 */
final class HostKv implements KvMemory {
  private static final int TOKENS = KvShape.BLOCK_TOKENS;

  private final KvShape shape;
  private final int blocks;
  private final int paddedDim;
  private final MemorySegment memory;

  HostKv(KvShape shape, int blocks, Arena arena) {
    this.shape = shape;
    this.blocks = blocks;
    this.paddedDim = (shape.headDim() + Panels.ROWS - 1) / Panels.ROWS * Panels.ROWS;
    this.memory =
        arena.allocate(shape.layers() * (long) blocks * shape.kvHeads() * unitBytes(), 64);
  }

  @Override
  public KvShape shape() {
    return shape;
  }

  @Override
  public int blocks() {
    return blocks;
  }

  @Override
  public long bytes() {
    return memory.byteSize();
  }

  @Override
  public long blockBytes() {
    return shape.layers() * layerBytes();
  }

  @Override
  public void save(int block, MemorySegment to) {
    for (int layer = 0; layer < shape.layers(); layer++) {
      to.asSlice(layer * layerBytes(), layerBytes()).copyFrom(part(layer, block));
    }
  }

  @Override
  public void restore(int block, MemorySegment from) {
    for (int layer = 0; layer < shape.layers(); layer++) {
      part(layer, block).copyFrom(from.asSlice(layer * layerBytes(), layerBytes()));
    }
  }

  @Override
  public void copy(int from, int to) {
    for (int layer = 0; layer < shape.layers(); layer++) {
      part(layer, to).copyFrom(part(layer, from));
    }
  }

  /** One layer of one block. */
  private MemorySegment part(int layer, int block) {
    if (block < 0 || block >= blocks) {
      throw new IndexOutOfBoundsException("block " + block + " of " + blocks);
    }
    return memory.asSlice(((long) layer * blocks + block) * layerBytes(), layerBytes());
  }

  private long layerBytes() {
    return shape.kvHeads() * unitBytes();
  }

  /** Floats from one token's values to the next. */
  int paddedDim() {
    return paddedDim;
  }

  /** Address of the keys of a block, {@code [headDim, 16]}. */
  long keys(int layer, int block, int kvHead) {
    if (block < 0 || block >= blocks) {
      throw new IndexOutOfBoundsException("block " + block + " of " + blocks);
    }
    return memory.address()
        + (((long) layer * blocks + block) * shape.kvHeads() + kvHead) * unitBytes();
  }

  /** Address of the values of a block, {@code [16, paddedDim]}. */
  long values(int layer, int block, int kvHead) {
    return keys(layer, block, kvHead) + 4L * shape.headDim() * TOKENS;
  }

  /** Keeps one token's key and value of one head. */
  void put(int layer, int block, int slot, int kvHead, float[] from, int key, int value) {
    long keys = keys(layer, block, kvHead) + 4L * slot;
    long values = values(layer, block, kvHead) + 4L * slot * paddedDim;
    for (int d = 0; d < shape.headDim(); d++) {
      Memory.setFloat(keys + 4L * d * TOKENS, from[key + d]);
      Memory.setFloat(values + 4L * d, from[value + d]);
    }
  }

  private long unitBytes() {
    return 4L * TOKENS * (shape.headDim() + paddedDim);
  }
}
