package dev.spillway.worker.kv;

import dev.spillway.cache.TextOwner;
import dev.spillway.worker.kernel.KvShape;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The blocks of one sequence, in order of position. It grows with what is computed, so that at most
 * the last block has room to spare (Kwon et al., PagedAttention, SOSP 2023, section 4.2).
 *
 * <p>Law "a cache may only save time": blocks whose tokens and prefix are known are shared instead
 * of computed, and a block that others own is copied before it is written to. Keys and values do
 * not depend on how they were computed (see the kernels), so a shared block holds the bits that
 * would have been computed.
 *
 * <p>Where tokens see a window only ({@link BlockPool#window}), blocks wholly before it are given
 * back while the sequence goes on (Beltagy et al., Longformer, 2020, section 3.1; the memory of one
 * sequence is bounded as in Mistral 7B's rolling buffer, Jiang et al., 2023, section 2). They can
 * be found as long as nobody needs them, and a prefix is found from its beginning or not at all.
 */
public final class BlockTable implements AutoCloseable {
  private static final int TOKENS = KvShape.BLOCK_TOKENS;
  private static final int NONE = -1;

  private final BlockPool pool;
  private final TextOwner owner;
  private final int[] blocks;

  /** Blocks before this one were given back, because no token to come sees them. */
  private int first;

  /** Blocks before this one are held. */
  private int end;

  /** Blocks that had another owner when they were found. */
  private int shared;

  /** Full blocks that are known to the index, and the identity of the last of them. */
  private int indexed;

  private long identity = PrefixIndex.ROOT;
  private boolean closed;

  private BlockTable(BlockPool pool, TextOwner owner, int mostTokens) {
    this.pool = pool;
    this.owner = owner;
    this.blocks = new int[KvShape.blocksFor(mostTokens)];
    Arrays.fill(blocks, NONE);
  }

  /**
   * A table that holds what was found, and nothing else yet.
   *
   * @param mostTokens that the sequence can ever have
   */
  public static BlockTable open(BlockPool pool, PrefixMatch match, int mostTokens) {
    var table = new BlockTable(pool, match.owner(), mostTokens);
    table.adopt(match);
    return table;
  }

  /**
   * Looks again for what others may have computed since, if this table ends with a full block that
   * is computed. Returns the tokens that are now in blocks and known.
   */
  public int extend(int[] tokens, int length) {
    if (indexed == end) {
      adopt(PrefixMatch.after(pool, owner, identity, end, tokens, length));
    }
    return indexed * TOKENS;
  }

  private void adopt(PrefixMatch match) {
    for (int block : match.blocks()) {
      pool.retain(block);
      blocks[end++] = block;
    }
    shared += match.inUse();
    indexed += match.size();
    identity = match.identity();
    forget(indexed * TOKENS);
  }

  /** Gives back what no token at {@code next} or later sees; all of it is known to the index. */
  private void forget(int next) {
    int seen = next + 1 - pool.window();
    for (; (first + 1) * TOKENS <= seen; first++) {
      pool.release(blocks[first]);
      blocks[first] = NONE;
    }
  }

  /**
   * A table of the same blocks, none of which either may write to while the other has it.
   *
   * @param computed tokens that are in them; blocks beyond those are not shared
   */
  public BlockTable fork(int computed, int mostTokens) {
    var fork = new BlockTable(pool, owner, mostTokens);
    fork.first = first;
    fork.end = KvShape.blocksFor(computed);
    for (int i = first; i < fork.end; i++) {
      pool.retain(blocks[i]);
      fork.blocks[i] = blocks[i];
    }
    fork.shared = fork.end;
    fork.indexed = indexed;
    fork.identity = identity;
    return fork;
  }

  /**
   * Takes blocks so that {@code tokens[from .. to)} can be written; false, and nothing is taken,
   * where too few are free.
   *
   * @param copies is told what must be copied first: a block that another reads is not written to
   */
  public boolean grow(int from, int to, Consumer<BlockMove> copies) {
    boolean copy = copyNeeded(from);
    if (missing(to) + (copy ? 1 : 0) > pool.free()) {
      return false;
    }
    if (copy) {
      int old = blocks[from / TOKENS];
      blocks[from / TOKENS] = pool.allocate();
      copies.accept(new BlockMove.Copy(old, blocks[from / TOKENS]));
      pool.release(old);
    }
    while (end < KvShape.blocksFor(to)) {
      blocks[end++] = pool.allocate();
    }
    return true;
  }

  /** Up to where {@link #grow} can go now. */
  public int reach(int from) {
    int free = pool.free() - (copyNeeded(from) ? 1 : 0);
    return free < 0 ? from : Math.min(end + free, blocks.length) * TOKENS;
  }

  private boolean copyNeeded(int from) {
    return from % TOKENS > 0 && pool.owners(blocks[from / TOKENS]) > 1;
  }

  private int missing(int tokens) {
    return Math.max(0, KvShape.blocksFor(tokens) - end);
  }

  /** Gives back what {@code tokens} do not need. */
  public void trim(int tokens) {
    while (end > Math.max(first, KvShape.blocksFor(tokens))) {
      pool.release(blocks[--end]);
      blocks[end] = NONE;
    }
  }

  /**
   * Block numbers by position / 16, negative where none is held: beyond the end, and before what
   * the next token sees. Not to be changed.
   */
  public int[] blocks() {
    return blocks;
  }

  /** Blocks held. */
  public int size() {
    return end - first;
  }

  /** Whether it holds all that is computed: nothing was given back because it is out of sight. */
  public boolean isWhole() {
    return first == 0;
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
        ? Optional.of(new BlockContent(owner, identity, tokens, from))
        : Optional.empty();
  }

  /**
   * Lets other sequences find the blocks that {@code tokens[0 .. computed)} fill, and gives back
   * those that no token from there on sees.
   */
  public void computed(int[] tokens, int computed) {
    for (; (indexed + 1) * TOKENS <= computed; indexed++) {
      var content = new BlockContent(owner, identity, tokens, indexed * TOKENS);
      identity = pool.prefixes().add(content, blocks[indexed]);
    }
    forget(computed);
  }

  /**
   * Lends blocks {@code [from, to)}, which must be full: they keep what they hold until the loan is
   * given back, whatever becomes of this table.
   */
  public BlockLoan lend(int from, int to) {
    return new BlockLoan(pool, Arrays.copyOfRange(blocks, from, to));
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
