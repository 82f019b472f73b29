package dev.spillway.worker.engine;

import dev.spillway.cache.BlockChain;
import dev.spillway.cache.BlockFrame;
import dev.spillway.worker.kernel.KvShape;
import dev.spillway.worker.kv.BlockMove;
import dev.spillway.worker.schedule.Incoming;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one sequence gets from the shared store.
 *
 * <p><b>Meeting in the middle.</b> The store is asked for the last group of blocks first, then for
 * the one before it, while the sequence is computed from its beginning. Where the two meet, all is
 * there. Given the speeds of both, it is known about where that will be: a store that is clearly
 * faster than computing is waited for, one that is twenty times as slow is not asked, and between
 * the two the sequence computes its share. (To load always can be slower than to compute, as users
 * of LMCache report; here it costs no more than what was on its way in vain.)
 *
 * <p><b>A store that stalls</b> seems the slower the longer it says nothing, so ever more is worth
 * computing; nothing waits for it for ever.
 *
 * <p><b>Bounds.</b> Groups that were asked for and are not in KV memory yet take at most the
 * staging memory, and no more than the store delivers in a quarter of a second: what is on its way
 * when the two meet was for nothing.
 *
 * <p>The engine's thread calls; what the store says comes by any thread and is taken over here.
 */
final class Loading implements Incoming {
  private static final int BLOCK = KvShape.BLOCK_TOKENS;
  private static final double AHEAD_SECONDS = 0.25;
  private static final int FIRST_WINDOW = 4;

  /** Who loses its memory so often computes. */
  private static final int MOST_DROPS = 3;

  /** Before anything was measured. */
  private static final double UNKNOWN_SPEED = 100;

  /**
   * A share of computing that is not worth its steps: they hold up what comes, and may use the same
   * processors.
   */
  private static final double LITTLE = 0.4;

  /** A share of loading that is not worth the trouble. */
  private static final double HARDLY_ANY = 0.1;

  /** Fewer tokens in one step are hardly faster. */
  private static final int SMALL_STEP = 64;

  private record Arrival(int round, int group, @Nullable MemorySegment payload) {}

  private final SharedPrompts shared;
  private final BlockChain chain;
  private final DoubleSupplier promptTokensPerSecond;
  private final int groupTokens;
  private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
  private final long began = System.nanoTime();

  /** Groups that the store has, from the first; negative until it has said. */
  private volatile int present = -1;

  private boolean begun;

  /** Replies to what was asked in an earlier round are not wanted any more. */
  private int round;

  /** Groups from here to {@link #end} are in KV memory. */
  private int landed;

  /** Groups from here to {@link #landed} were asked for. */
  private int asked;

  private int end;
  private int came;
  private int drops;

  /** A group was not there, or came too late: nothing before it is asked for. */
  private boolean broken;

  private volatile long heard;

  Loading(SharedPrompts shared, BlockChain chain, DoubleSupplier promptTokensPerSecond) {
    this.shared = shared;
    this.chain = chain;
    this.promptTokensPerSecond = promptTokensPerSecond;
    this.groupTokens = shared.groupTokens();
    shared
        .store()
        .present(chain.names(chain.size()))
        .thenAccept(
            count -> {
              present = count;
              shared.wake();
            });
  }

  /** Groups from the first that need not be written any more. */
  int present() {
    return Math.max(0, present);
  }

  /** Whether it may be worth looking again soon, though nothing happened. */
  boolean isPending() {
    return present < 0 || (begun && landed > asked);
  }

  @Override
  public int end(int computed) {
    int there = present;
    if (!begun && there > groupAfter(computed) && !broken) {
      if (computingShare() < 1 - HARDLY_ANY / 2) {
        begun = true;
        end = there;
        landed = there;
        asked = there;
        heard = System.nanoTime();
      }
    }
    if (begun) {
      ask(computed);
    }
    return begun ? end * groupTokens : 0;
  }

  @Override
  public int begin() {
    return landed * groupTokens;
  }

  @Override
  public List<BlockMove> arrived(int computed, int[] blocks) {
    var moves = new ArrayList<BlockMove>();
    for (var next = arrivals.poll(); next != null; next = arrivals.poll()) {
      if (next.round != round || broken) {
        continue;
      }
      if (next.payload == null || next.group < groupAfter(computed)) {
        broken = true;
        asked = landed;
        continue;
      }
      landed = next.group;
      came++;
      shared.place(next.payload, blocks, landed, moves);
    }
    ask(computed);
    return moves;
  }

  @Override
  public int worthComputing(int computed, int missing) {
    if (present < 0 && shared.policy() == LoadPolicy.MEASURED) {
      // As long as the store is asked, about as much as could have been computed meanwhile.
      return Math.min(missing, wholeBlocks(speed() * seconds(began) - BLOCK));
    }
    if (present < 0 && shared.policy() == LoadPolicy.ALL) {
      return 0;
    }
    if (!begun || end * groupTokens <= computed) {
      return missing;
    }
    int ahead = begin() - computed;
    if (landed == asked) {
      return ahead;
    }
    double share = computingShare();
    if (share < LITTLE) {
      return 0;
    }
    if (share > 1 - HARDLY_ANY) {
      return ahead;
    }
    int own = wholeBlocks(share * ahead);
    return Math.min(ahead, Math.min(own, Math.max(SMALL_STEP, own / 2 / BLOCK * BLOCK)));
  }

  /** What part of what is missing computing should do, so that both are done at once. */
  private double computingShare() {
    return switch (shared.policy()) {
      case ALL -> 0;
      case NONE -> 1;
      case MEASURED -> measuredShare();
    };
  }

  private double measuredShare() {
    double took = shared.time().seconds();
    if (begun && landed > asked) {
      took = Math.max(took, seconds(heard) / 2);
    }
    return speed() / (speed() + groupTokens / took);
  }

  @Override
  public void drop() {
    if (begun) {
      round++;
      begun = false;
      broken = ++drops == MOST_DROPS;
      came = 0;
      arrivals.clear();
    }
  }

  private void ask(int computed) {
    int nearest = groupAfter(computed);
    while (!broken && landed - asked < window() && asked > nearest && worthAsking(computed)) {
      asked--;
      int group = asked;
      int thisRound = round;
      if (landed - asked == 1) {
        heard = System.nanoTime();
      }
      shared.store().read(chain.name(group)).thenAccept(value -> receive(thisRound, group, value));
    }
  }

  /** Whether it would come before computing gets there. */
  private boolean worthAsking(int computed) {
    if (shared.policy() == LoadPolicy.ALL) {
      return true;
    }
    double wait = (landed - asked + 1) * shared.time().seconds();
    return wait * speed() < (double) asked * groupTokens - computed;
  }

  private int window() {
    int ahead = 1 + (int) (AHEAD_SECONDS / shared.time().seconds());
    return Math.min(Math.min(ahead, FIRST_WINDOW + 2 * came), shared.stagedGroups());
  }

  private void receive(int ofRound, int group, Optional<byte[]> value) {
    if (value.isPresent()) {
      long now = System.nanoTime();
      shared.time().learn((now - heard) / 1e9);
      heard = now;
    }
    var payload =
        value
            .filter(bytes -> shared.isWhole(bytes, chain, group))
            .map(bytes -> MemorySegment.ofArray(bytes).asSlice(BlockFrame.HEADER))
            .orElse(null);
    arrivals.add(new Arrival(ofRound, group, payload));
    shared.wake();
  }

  /** The first group that begins at or after a token. */
  private int groupAfter(int token) {
    return (token + groupTokens - 1) / groupTokens;
  }

  /** Tokens per second that are computed here. */
  private double speed() {
    return Math.max(UNKNOWN_SPEED, promptTokensPerSecond.getAsDouble());
  }

  private static int wholeBlocks(double tokens) {
    return Math.max(0, BLOCK * (int) (tokens / BLOCK));
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
