package dev.spillway.worker.kv;

/**
 * Blocks that somebody reads beside the sequences. As long as the loan lasts they belong to it too,
 * so nothing else is written to them. Taken and given back by the thread that owns the pool.
 */
public final class BlockLoan implements AutoCloseable {
  private final BlockPool pool;
  private final int[] blocks;

  BlockLoan(BlockPool pool, int[] blocks) {
    this.pool = pool;
    this.blocks = blocks;
    for (int block : blocks) {
      pool.retain(block);
    }
  }

  public int size() {
    return blocks.length;
  }

  /** Number of the block at an index of the loan. */
  public int block(int index) {
    return blocks[index];
  }

  @Override
  public void close() {
    for (int block : blocks) {
      pool.release(block);
    }
  }
}
