package dev.spillway.worker.engine;

import dev.spillway.cache.BlockChain;
import dev.spillway.cache.BlockKey;
import dev.spillway.cache.TextOwner;
import dev.spillway.worker.kv.BlockLoan;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Copies lent blocks to the store, on a thread of its own. What waits for it is bounded by what is
 * lent.
 */
final class BlockSaver implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(BlockSaver.class.getName());
  private static final int REMEMBERED = 1 << 15;

  private final SharedPrompts shared;
  private final Sightings<BlockKey> sightings = new Sightings<>(REMEMBERED);
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("block-saver").daemon().factory());

  BlockSaver(SharedPrompts shared) {
    this.shared = shared;
  }

  /**
   * @param tokens up to the end of the last group
   * @param from the group that the loan begins with
   * @param busy whether only what was seen before is worth it
   */
  void save(TextOwner owner, int[] tokens, int from, BlockLoan loan, boolean busy) {
    thread.execute(
        () -> {
          try {
            copy(shared.chain(owner, tokens, tokens.length), from, loan, busy);
          } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "blocks could not be saved", e);
          } finally {
            shared.giveBack(loan);
          }
        });
  }

  private void copy(BlockChain chain, int from, BlockLoan loan, boolean busy) {
    for (int group = from; group < chain.size(); group++) {
      int before = sightings.see(chain.key(group));
      if ((before == 0 && busy) || !shared.store().takes(shared.groupBytes())) {
        // Nobody looks beyond the first that is missing.
        return;
      }
      int first = (group - from) * shared.groupBlocks();
      shared.store().write(chain.name(group), shared.value(chain, group, loan, first));
    }
  }

  /** Returns when all is copied, or not taken, and no block is read any more. */
  @Override
  public void close() {
    thread.shutdown();
    boolean interrupted = false;
    while (!thread.isTerminated()) {
      try {
        thread.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
