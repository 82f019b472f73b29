package dev.spillway.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.worker.kernel.AttentionShape;
import dev.spillway.worker.kernel.KvShape;
import dev.spillway.worker.kv.BlockMove;
import dev.spillway.worker.kv.BlockPool;
import dev.spillway.worker.kv.SwapSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Law "one answer", without a model: whatever is admitted, shared, forked, guessed, preempted,
 * saved and restored, each token that is computed finds at every earlier position of its sequence
 * that it sees exactly what was computed for that position and all before it.
 */
class KvContentLawTest {
  private static final int TOKENS = KvShape.BLOCK_TOKENS;
  private static final int LONGEST = 90;

  @Provide
  Arbitrary<SchedulingPolicy> policies() {
    return Combinators.combine(
            Arbitraries.of(Order.NAMES),
            Arbitraries.of(Admission.NAMES),
            Arbitraries.of(5L, 100L, 1_000_000L))
        .as(
            (order, admission, bound) ->
                SchedulingPolicy.named(order, admission).withStarvationNanos(bound));
  }

  @Property(tries = 1500, seed = "1")
  void each_token_finds_what_was_computed_before_it(
      @ForAll("policies") SchedulingPolicy policy, @ForAll long seed) {
    var world = new World(policy, seed);
    world.run(100);
    assertThat(world.pool.used()).isZero();
    assertThat(world.space.free()).isEqualTo(world.space.slots());
    if (!policy.admission().preempts()) {
      assertThat(world.scheduler.counters().preempted()).isZero();
    }
  }

  @Example
  void the_property_above_has_seen_everything() {
    var all = new long[7];
    for (int seed = 0; seed < 40; seed++) {
      var world = new World(SchedulingPolicy.named("mlfq", "predicted"), seed);
      world.run(100);
      var counters = world.scheduler.counters();
      long[] now = {
        counters.swapped(),
        counters.recomputed(),
        counters.paused(),
        counters.accepted(),
        counters.drafted() - counters.accepted(),
        world.copies,
        world.forgotten
      };
      Arrays.setAll(all, i -> all[i] + now[i]);
    }
    assertThat(all).doesNotContain(0);
  }

  /** Guesses are sometimes right. Its answer is a function of its tokens. */
  private static final class Guessing extends Sequence {
    private final SplittableRandom random;

    Guessing(int[] prompt, int maxTokens, OptionalInt predicted, SplittableRandom random) {
      super(prompt, maxTokens, predicted);
      this.random = random;
    }

    int next() {
      return (token(length() - 1) * 7 + length()) % 3;
    }

    @Override
    protected int[] guess(int most) {
      var guess = new int[random.nextInt(most + 1)];
      int last = token(length() - 1);
      for (int i = 0; i < guess.length; i++) {
        guess[i] = random.nextInt(4) == 0 ? 2 : (last * 7 + length() + i) % 3;
        last = guess[i];
      }
      return guess;
    }
  }

  private static final class World {
    final SplittableRandom random;
    final int window;
    final BlockPool pool;
    final SwapSpace space;
    final Scheduler<Guessing> scheduler;
    final List<Guessing> alive = new ArrayList<>();
    final long[][] kv;
    final long[][] saved;
    long copies;
    long forgotten;

    World(SchedulingPolicy policy, long seed) {
      random = new SplittableRandom(seed);
      int blocks = random.nextInt(2 * LONGEST / TOKENS + 2, 30);
      window = random.nextBoolean() ? AttentionShape.UNBOUNDED : random.nextInt(1, LONGEST);
      pool = new BlockPool(blocks, window);
      space = new SwapSpace(random.nextInt(20));
      int most = random.nextInt(1, 9);
      var limits = new Limits(most, 40, most + random.nextInt(40));
      var speculation = new Speculation(random.nextInt(4), 1 + random.nextInt(30));
      scheduler = new Scheduler<>(limits, policy, pool, space, speculation);
      kv = new long[blocks][TOKENS];
      saved = new long[space.slots()][];
    }

    void run(int arrivals) {
      for (int now = 0; now < arrivals || !alive.isEmpty(); now++) {
        if (now < arrivals && random.nextInt(3) == 0) {
          arrive(now);
        }
        if (!alive.isEmpty() && random.nextInt(40) == 0) {
          var gone = alive.remove(random.nextInt(alive.size()));
          assertThat(scheduler.remove(gone, now)).isTrue();
        }
        scheduler.measured(new SwapCosts(random.nextInt(2), 1));
        var plan = scheduler.schedule(now);
        plan.moves().forEach(this::move);
        plan.shares().forEach(this::compute);
        scheduler.onStepDone(plan, now);
        for (var share : plan.shares()) {
          if (share.last()) {
            tell(share, now);
          }
        }
        assertThat(now).as("everybody ends").isLessThan(100_000);
      }
    }

    private void arrive(int now) {
      // Few different prefixes, so that blocks are shared.
      int[] prompt = new int[random.nextInt(1, LONGEST)];
      for (int i = 0; i < prompt.length; i++) {
        prompt[i] = i % TOKENS == 0 ? random.nextInt(2) : i % 3;
      }
      var predicted =
          random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(1, 20));
      var sequence = new Guessing(prompt, random.nextInt(1, LONGEST), predicted, random);
      if (scheduler.canHold(sequence.mostTokens()) && scheduler.offer(sequence, now)) {
        alive.add(sequence);
      }
    }

    private void move(BlockMove move) {
      switch (move) {
        case BlockMove.Save(int block, int slot) -> saved[slot] = kv[block].clone();
        case BlockMove.Restore(int slot, int block) -> kv[block] = saved[slot].clone();
        case BlockMove.Fill(var from, int block) ->
            throw new AssertionError("nothing comes from elsewhere here");
        case BlockMove.Copy(int from, int to) -> {
          kv[to] = kv[from].clone();
          copies++;
        }
      }
    }

    private void compute(Plan.Share<Guessing> share) {
      var sequence = share.sequence();
      int until = share.from() + share.count() + share.drafts();
      int unseen = Math.max(0, share.from() + 1 - window);
      assertThat(sequence.heldBlocks())
          .as("less than a block is wasted at the end, and less than one before the window")
          .isEqualTo(KvShape.blocksFor(until) - unseen / TOKENS);
      if (unseen >= TOKENS) {
        forgotten++;
      }
      long hash = 17;
      for (int position = 0; position < until; position++) {
        int token =
            position < sequence.length()
                ? sequence.token(position)
                : sequence.draft(position - sequence.length());
        hash = (hash * 0x9E3779B97F4A7C15L + token + 1) ^ (hash >>> 29);
        int block = sequence.blocks()[position / TOKENS];
        if (position < unseen) {
          continue;
        }
        if (position < share.from()) {
          assertThat(kv[block][position % TOKENS]).isEqualTo(hash);
        } else {
          kv[block][position % TOKENS] = hash;
        }
      }
    }

    private void tell(Plan.Share<Guessing> share, int now) {
      var sequence = share.sequence();
      if (sequence.length() == sequence.promptTokens() && random.nextInt(3) == 0) {
        fork(sequence, now);
      }
      int accepted = 0;
      boolean over = step(sequence);
      while (!over
          && accepted < share.drafts()
          && sequence.token(sequence.length() - 1) == sequence.draft(accepted)) {
        accepted++;
        over = step(sequence);
      }
      if (share.drafts() > 0) {
        scheduler.onDraftsChecked(share, accepted);
      }
      if (over) {
        end(sequence, now);
      }
    }

    private void fork(Guessing parent, int now) {
      int[] prompt = new int[parent.promptTokens()];
      Arrays.setAll(prompt, parent::token);
      int most = parent.mostTokens() - prompt.length;
      var child = new Guessing(prompt, most, OptionalInt.empty(), random);
      if (scheduler.fork(parent, child, now)) {
        alive.add(child);
        if (child.missing() == 0) {
          // It goes its own way, in the block that it shares.
          if (child.append(random.nextInt(3))) {
            end(child, now);
          }
        }
      }
    }

    private boolean step(Guessing sequence) {
      return sequence.append(sequence.next()) || random.nextInt(60) == 0;
    }

    private void end(Guessing sequence, int now) {
      alive.remove(sequence);
      assertThat(scheduler.finish(sequence, now)).isTrue();
    }
  }
}
