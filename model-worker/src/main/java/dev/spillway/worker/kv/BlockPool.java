package dev.spillway.worker.kv;

import dev.spillway.worker.kernel.AttentionShape;
import java.util.Arrays;

/**
 * Who owns which block of the KV memory.
 *
 * <p>A block is owned by as many sequences as read it; the last release makes it free. Free blocks
 * are handed out again in the order in which they became free, so that what they hold can be found
 * by its prefix for as long as possible (the block manager of vLLM; Kwon et al., PagedAttention,
 * SOSP 2023, section 4.3). Handing a block out forgets what it held.
 *
 * <p>The free list is doubly linked through two arrays: every operation takes constant time, and
 * nothing is allocated after construction. One thread uses a pool.
 */
public final class BlockPool {
  private final int window;
  private final int[] owners;

  /** Links of the free list; index {@code blocks} is its head and tail. */
  private final int[] next;

  private final int[] previous;
  private final PrefixIndex prefixes;
  private int free;

  /** For a model whose tokens see all before them. */
  public BlockPool(int blocks) {
    this(blocks, AttentionShape.UNBOUNDED);
  }

  /**
   * @param window positions that a token sees, its own included
   */
  public BlockPool(int blocks, int window) {
    if (blocks < 1) {
      throw new IllegalArgumentException("a pool needs at least one block, not " + blocks);
    }
    if (window < 1) {
      throw new IllegalArgumentException("a token sees at least itself");
    }
    this.window = window;
    owners = new int[blocks];
    next = new int[blocks + 1];
    previous = new int[blocks + 1];
    Arrays.setAll(next, i -> i == blocks ? 0 : i + 1);
    Arrays.setAll(previous, i -> i == 0 ? blocks : i - 1);
    prefixes = new PrefixIndex(blocks);
    free = blocks;
  }

  /** Positions that a token sees, its own included: what is before is not read again. */
  int window() {
    return window;
  }

  public int blocks() {
    return owners.length;
  }

  /** Blocks without an owner, whether or not they still hold something useful. */
  public int free() {
    return free;
  }

  /** Blocks with an owner. */
  public int used() {
    return owners.length - free;
  }

  /**
   * The block that has been free for longest, now with one owner.
   *
   * @throws IllegalStateException none is free
   */
  int allocate() {
    if (free == 0) {
      throw new IllegalStateException("no block is free");
    }
    int block = next[owners.length];
    prefixes.forget(block);
    retain(block);
    return block;
  }

  /** Adds an owner, also to a free block. */
  void retain(int block) {
    if (owners[block]++ == 0) {
      next[previous[block]] = next[block];
      previous[next[block]] = previous[block];
      free--;
    }
  }

  /**
   * Takes an owner away.
   *
   * @throws IllegalStateException it has none
   */
  void release(int block) {
    if (owners[block] == 0) {
      throw new IllegalStateException("block %d is free already".formatted(block));
    }
    if (--owners[block] == 0) {
      int head = owners.length;
      next[block] = head;
      previous[block] = previous[head];
      next[previous[head]] = block;
      previous[head] = block;
      free++;
    }
  }

  int owners(int block) {
    return owners[block];
  }

  PrefixIndex prefixes() {
    return prefixes;
  }
}
