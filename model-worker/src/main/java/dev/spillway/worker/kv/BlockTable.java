package dev.spillway.worker.kv;

import dev.spillway.worker.kernel.KvShape;
import java.util.Arrays;
import java.util.Optional;

/**
 * The blocks of one sequence, in order of position. It grows with what is computed, so that at most
 * the last block has room to spare (Kwon et al., PagedAttention, SOSP 2023, section 4.2).
 *
 * <p>Law "a cache may only save time": blocks whose tokens and prefix are known are shared instead
 * of computed, and a block that others own is never written to. Keys and values do not depend on
 * how they were computed (see the kernels), so a shared block holds the bits that would have been
 * computed.
 */
public final class BlockTable implements AutoCloseable {
  private static final int TOKENS = KvShape.BLOCK_TOKENS;
  private static final int NONE = -1;

  private final BlockPool pool;
  private final int[] blocks;
  private int size;

  /** Blocks that had another owner when they were found. */
  private int shared;

  /** Full blocks that are known to the index, and the identity of the last of them. */
  private int indexed;

  private long identity = PrefixIndex.ROOT;
  private boolean closed;

  private BlockTable(BlockPool pool, int mostTokens) {
    this.pool = pool;
    this.blocks = new int[KvShape.blocksFor(mostTokens)];
    Arrays.fill(blocks, NONE);
  }

  /**
   * A table that holds what was found, and nothing else yet.
   *
   * @param mostTokens that the sequence can ever have
   */
  public static BlockTable open(BlockPool pool, PrefixMatch match, int mostTokens) {
    var table = new BlockTable(pool, mostTokens);
    table.adopt(match);
    return table;
  }

  /**
   * Looks again for what others may have computed since, if this table ends with a full block that
   * is computed. Returns the tokens that are now in blocks and known.
   */
  public int extend(int[] tokens, int length) {
    if (indexed == size) {
      adopt(PrefixMatch.after(pool, identity, size, tokens, length));
    }
    return indexed * TOKENS;
  }

  private void adopt(PrefixMatch match) {
    for (int block : match.blocks()) {
      pool.retain(block);
      blocks[size++] = block;
    }
    shared += match.inUse();
    indexed += match.size();
    identity = match.identity();
  }

  /** Takes blocks for {@code tokens}; false, and nothing is taken, where too few are free. */
  public boolean grow(int tokens) {
    if (missing(tokens) > pool.free()) {
      return false;
    }
    while (size < KvShape.blocksFor(tokens)) {
      blocks[size++] = pool.allocate();
    }
    return true;
  }

  /** Blocks that {@code tokens} need beyond those that are held. */
  public int missing(int tokens) {
    return Math.max(0, KvShape.blocksFor(tokens) - size);
  }

  /** Gives back what {@code tokens} do not need. */
  public void trim(int tokens) {
    while (size > KvShape.blocksFor(tokens)) {
      pool.release(blocks[--size]);
      blocks[size] = NONE;
    }
  }

  /** Block numbers by position / 16, negative where none is held. Not to be changed. */
  public int[] blocks() {
    return blocks;
  }

  /** Blocks held. */
  public int size() {
    return size;
  }

  /** Of these, how many had another owner when they were found. */
  public int shared() {
    return shared;
  }

  /** Tokens at the start that are computed and can be found by others. */
  public int indexedTokens() {
    return indexed * TOKENS;
  }

  /** What the next block will hold, if {@code tokens[0 .. length)} fill it. */
  public Optional<BlockContent> next(int[] tokens, int length) {
    int from = indexed * TOKENS;
    return from + TOKENS <= length
        ? Optional.of(new BlockContent(identity, tokens, from))
        : Optional.empty();
  }

  /** Lets other sequences find the blocks that {@code tokens[0 .. computed)} fill. */
  public void computed(int[] tokens, int computed) {
    for (; (indexed + 1) * TOKENS <= computed; indexed++) {
      var content = new BlockContent(identity, tokens, indexed * TOKENS);
      identity = pool.prefixes().add(content, blocks[indexed]);
    }
  }

  /** Gives the blocks back, the last first, so that the beginnings of prefixes stay longest. */
  @Override
  public void close() {
    if (closed) {
      throw new IllegalStateException("the table is closed already");
    }
    closed = true;
    trim(0);
  }
}
