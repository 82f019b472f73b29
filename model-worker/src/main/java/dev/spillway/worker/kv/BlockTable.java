package dev.spillway.worker.kv;

import dev.spillway.worker.kernel.KvShape;
import java.util.Optional;

/**
 * The blocks of one sequence, in order of position, all taken at once so that a sequence that began
 * can always end.
 *
 * <p>Law "a cache may only save time": blocks whose tokens and prefix are known are shared instead
 * of computed. A sequence starts after them and never writes to them, and at least the last token
 * of its prompt is left for it to compute, because the logits after that token are kept nowhere.
 * Keys and values do not depend on how they were computed (see the kernels), so a shared block
 * holds the bits that would have been computed.
 */
public final class BlockTable implements AutoCloseable {
  private static final int TOKENS = KvShape.BLOCK_TOKENS;

  private final BlockPool pool;
  private final int[] blocks;
  private final int cachedBlocks;

  /** Full blocks that are known to the index, and the identity of the last of them. */
  private int indexed;

  private long identity;
  private boolean closed;

  private BlockTable(BlockPool pool, int[] blocks, int cachedBlocks, long identity) {
    this.pool = pool;
    this.blocks = blocks;
    this.cachedBlocks = cachedBlocks;
    this.indexed = cachedBlocks;
    this.identity = identity;
  }

  /**
   * Takes the blocks of a sequence.
   *
   * @param tokens the first {@code promptTokens} of them are the prompt
   * @param mostTokens prompt and longest answer together
   * @return empty if there are not enough free blocks; nothing is taken then
   */
  public static Optional<BlockTable> open(
      BlockPool pool, int[] tokens, int promptTokens, int mostTokens) {
    var blocks = new int[KvShape.blocksFor(mostTokens)];
    var prefixes = pool.prefixes();
    long identity = PrefixIndex.ROOT;
    int cached = 0;
    int shared = 0;
    for (; cached < (promptTokens - 1) / TOKENS; cached++) {
      int from = cached * TOKENS;
      int block = prefixes.find(identity, tokens, from);
      if (block < 0) {
        break;
      }
      identity = prefixes.identity(identity, tokens, from);
      blocks[cached] = block;
      shared += pool.inUse(block) ? 1 : 0;
    }
    if (blocks.length - shared > pool.free()) {
      return Optional.empty();
    }
    for (int i = 0; i < cached; i++) {
      pool.retain(blocks[i]);
    }
    for (int i = cached; i < blocks.length; i++) {
      blocks[i] = pool.allocate();
    }
    return Optional.of(new BlockTable(pool, blocks, cached, identity));
  }

  /** Block numbers by position / 16. Not to be changed. */
  public int[] blocks() {
    return blocks;
  }

  /** Tokens at the start of the prompt that need not be computed. */
  public int cachedTokens() {
    return cachedBlocks * TOKENS;
  }

  /** Lets other sequences find the blocks that {@code tokens[0 .. computed)} fill. */
  public void computed(int[] tokens, int computed) {
    for (; (indexed + 1) * TOKENS <= computed; indexed++) {
      identity = pool.prefixes().add(identity, tokens, indexed * TOKENS, blocks[indexed]);
    }
  }

  /** Gives the blocks back, the last first, so that the beginnings of prefixes stay longest. */
  @Override
  public void close() {
    if (closed) {
      throw new IllegalStateException("the table is closed already");
    }
    closed = true;
    for (int i = blocks.length - 1; i >= 0; i--) {
      pool.release(blocks[i]);
    }
  }
}
