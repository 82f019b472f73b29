package dev.spillway.worker.engine;

import dev.spillway.cache.BlockChain;
import dev.spillway.cache.BlockFrame;
import dev.spillway.cache.BlockSpace;
import dev.spillway.cache.BlockStore;
import dev.spillway.cache.TextOwner;
import dev.spillway.worker.kernel.KvMemory;
import dev.spillway.worker.kernel.KvShape;
import dev.spillway.worker.kv.BlockLoan;
import dev.spillway.worker.kv.BlockMove;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleSupplier;

/**
 * What an engine shares with others of the same model: blocks of computed tokens, in a store that
 * outlives it.
 *
 * <p>As many blocks as make a value of up to {@value #LARGEST} bytes go together as a group:
 * smaller values cost a store too much each, larger ones come too late.
 *
 * <p><b>Out.</b> When a prompt was read, and while an answer grows whenever it fills a group, the
 * groups that the store does not have are lent to a thread of their own, which copies them and
 * hands them to the store. So they are the next turn's prefix, and the checkpoint from which
 * another worker goes on should this one vanish: it computes no more than the last, unfilled group
 * again (SpotServe: Miao et al., ASPLOS 2024, section 4.3). The engine's thread does no more for it
 * than to take a loan and to give it back. What is lent at once is bounded: of a long prompt the
 * beginning goes first, and the rest while it is answered. While more than half of that is lent to
 * others, only what was seen before is worth it.
 *
 * <p>Law "tenants do not meet": of nobody's text nothing is loaded and nothing saved, and a group
 * is of those who share a beginning only where it lies wholly within that ({@link TextOwner}).
 */
final class SharedPrompts implements AutoCloseable {
  private static final long LARGEST = 1 << 20;
  private static final int MOST_BLOCKS = 8;

  private final BlockStore store;
  private final String model;
  private final LoadPolicy policy;
  private final boolean sealed;
  private final String layout;
  private final KvMemory kv;
  private final int groupBlocks;
  private final int stagedGroups;
  private final int mostLent;
  private final Runnable wake;
  private final GroupTime time = new GroupTime(System::nanoTime);
  private final Queue<BlockLoan> returned = new ConcurrentLinkedQueue<>();
  private final BlockSaver saver;

  /** Only the engine's thread. */
  private int lent;

  SharedPrompts(Sharing sharing, KvMemory kv, Runnable wake) {
    this.store = sharing.store();
    this.model = sharing.model();
    this.policy = sharing.policy();
    this.sealed = sharing.sealed();
    this.kv = kv;
    this.wake = wake;
    var shape = kv.shape();
    this.layout =
        "%s-%dx%dx%d-%d"
            .formatted(
                shape.type(), shape.layers(), shape.kvHeads(), shape.headDim(), kv.blockBytes());
    this.groupBlocks = groupBlocks(kv.blockBytes());
    this.stagedGroups = (int) Math.max(1, sharing.stagingBytes() / groupBytes());
    this.mostLent = (int) Math.min(kv.blocks() / 2, sharing.savingBytes() / kv.blockBytes());
    this.saver = new BlockSaver(this);
  }

  private static int groupBlocks(long blockBytes) {
    int blocks = 1;
    while (2 * blocks <= MOST_BLOCKS && 2L * blocks * blockBytes <= LARGEST) {
      blocks *= 2;
    }
    return blocks;
  }

  /** Begins to look for what others have computed of some tokens. */
  Loading load(TextOwner owner, int[] tokens, DoubleSupplier promptTokensPerSecond) {
    // The logits after the last token are kept nowhere.
    return new Loading(this, chain(owner, tokens, tokens.length - 1), promptTokensPerSecond);
  }

  BlockChain chain(TextOwner owner, int[] tokens, int length) {
    return new BlockSpace(owner, model, layout, groupTokens()).chain(tokens, length);
  }

  /** Lets others have what is computed of a sequence, from a group on that they do not have. */
  void save(Generation generation) {
    int from = generation.savedGroups();
    int room = Math.max(0, mostLent - lent) / groupBlocks;
    int to = Math.min(generation.computed() / groupTokens(), from + room);
    if (from >= to || !store.takes(groupBytes())) {
      return;
    }
    boolean busy = isBusy();
    generation.savedGroups(to);
    var loan = generation.lend(from * groupBlocks, to * groupBlocks);
    lent += loan.size();
    saver.save(generation.owner(), generation.tokens(to * groupTokens()), from, loan, busy);
  }

  private boolean isBusy() {
    return lent > mostLent / 2;
  }

  /** Takes back what was lent and is not needed any more. Only the engine's thread. */
  void collect() {
    for (var loan = returned.poll(); loan != null; loan = returned.poll()) {
      lent -= loan.size();
      loan.close();
    }
  }

  void giveBack(BlockLoan loan) {
    returned.add(loan);
    wake.run();
  }

  /** The value of a group, to be written. */
  byte[] value(BlockChain chain, int group, BlockLoan loan, int first) {
    var value = BlockFrame.begin(groupBytes());
    var payload = MemorySegment.ofArray(value).asSlice(BlockFrame.HEADER);
    for (int i = 0; i < groupBlocks; i++) {
      kv.save(loan.block(first + i), payload.asSlice(i * kv.blockBytes(), kv.blockBytes()));
    }
    BlockFrame.finish(value, chain, group, groupTokens(), sealed);
    return value;
  }

  boolean isWhole(byte[] value, BlockChain chain, int group) {
    return BlockFrame.holds(value, chain, group, groupTokens(), groupBytes(), sealed);
  }

  /** Adds the moves that bring a group's payload into its blocks. */
  void place(MemorySegment payload, int[] blocks, int group, List<BlockMove> moves) {
    for (int i = 0; i < groupBlocks; i++) {
      var from = payload.asSlice(i * kv.blockBytes(), kv.blockBytes());
      moves.add(new BlockMove.Fill(from, blocks[group * groupBlocks + i]));
    }
  }

  int groupBlocks() {
    return groupBlocks;
  }

  int groupTokens() {
    return groupBlocks * KvShape.BLOCK_TOKENS;
  }

  int groupBytes() {
    return Math.toIntExact(groupBlocks * kv.blockBytes());
  }

  /** How many groups may be on their way in for one sequence. */
  int stagedGroups() {
    return stagedGroups;
  }

  LoadPolicy policy() {
    return policy;
  }

  GroupTime time() {
    return time;
  }

  BlockStore store() {
    return store;
  }

  void wake() {
    wake.run();
  }

  /** Before KV memory goes. */
  @Override
  public void close() {
    saver.close();
  }
}
