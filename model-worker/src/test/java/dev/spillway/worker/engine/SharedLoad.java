package dev.spillway.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.cache.BlockStoreStats;
import dev.spillway.cache.RedisBlockStore;
import dev.spillway.cache.TextOwner;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.worker.format.GgufFile;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Two engines that share through one Redis, a store to each, and threads that ask both of them all
 * the time. Their memory holds half of what is asked, so that there is always something to load.
 */
final class SharedLoad implements AutoCloseable {
  private static final int GROUP = 128;

  private static final int FAMILIES = 16;
  private static final int PREFIX = 3 * GROUP;
  private static final int ANSWER = 6;
  private static final int THREADS = 4;
  private static final long SECONDS = 30;
  private static final int BLOCKS = 192;

  /**
   * @param expected what an engine answers that shares nothing
   */
  record Asked(GgufFile file, EngineOptions options, List<Recorder.Answer> expected) {
    /**
     * @param blockBytes of the model's keys and values
     */
    static Asked of(GgufFile file, int blockBytes) {
      var options = EngineOptions.DEFAULTS.withThreads(1).withKvBytes((long) BLOCKS * blockBytes);
      try (var engine = Engine.start(file, options, Sharing.NONE)) {
        assertThat(engine.bytesPerBlock()).isEqualTo(blockBytes);
        return new Asked(
            file,
            options,
            IntStream.range(0, 2 * FAMILIES)
                .mapToObj(question -> SharedLoad.ask(engine, "", question).answer.join())
                .toList());
      }
    }
  }

  private record Member(RedisBlockStore store, Engine engine) {}

  private final Vertx vertx = Vertx.vertx();
  private final List<Recorder.Answer> expected;
  private final List<Member> members;
  private final List<Thread> threads;
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger namespaces = new AtomicInteger();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private volatile boolean enough;

  SharedLoad(Asked asked, RedisWire wire, LoadPolicy policy, Duration patience) {
    this.expected = asked.expected;
    this.members =
        IntStream.range(0, 2).mapToObj(_ -> member(asked, wire, policy, patience)).toList();
    this.threads =
        IntStream.range(0, THREADS)
            .mapToObj(seed -> Thread.ofPlatform().name("asks-" + seed).start(() -> ask(seed)))
            .toList();
  }

  private Member member(Asked asked, RedisWire wire, LoadPolicy policy, Duration patience) {
    var options = new RedisOptions().setConnectionString(wire.url());
    var store = new RedisBlockStore(vertx, options, Duration.ofMinutes(5), patience, 8 << 20);
    var sharing = new Sharing(store, asked.file.fingerprint(), policy, 32 << 20, 32 << 20, true);
    return new Member(store, Engine.start(asked.file, asked.options, sharing));
  }

  private void ask(int seed) {
    var random = new SplittableRandom(seed);
    while (!enough && wrong.isEmpty()) {
      check(members.get(random.nextInt(2)), "tenant", random.nextInt(expected.size()));
    }
  }

  /** Asks and compares; returns how much was found computed. */
  private int check(Member member, String namespace, int question) {
    try {
      var recorder = ask(member.engine, namespace, question);
      if (!recorder.answer.join().equals(expected.get(question))) {
        wrong.add(
            "question %d: %s, not %s"
                .formatted(question, recorder.answer.join(), expected.get(question)));
      }
      answered.incrementAndGet();
      return recorder.cachedTokens;
    } catch (RuntimeException e) {
      wrong.add("question %d: %s".formatted(question, e));
      return 0;
    }
  }

  private static Recorder ask(Engine engine, String namespace, int question) {
    var recorder = new Recorder();
    engine.resume(
        question(question),
        new int[0],
        ANSWER,
        OptionalInt.empty(),
        TextOwner.of(namespace),
        new Branch(Sampling.GREEDY, recorder));
    recorder.answer.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    return recorder;
  }

  /** Two of each family begin alike. */
  private static int[] question(int question) {
    var tokens = new ArrayList<Integer>();
    IntStream.of(Prompts.ofLength(PREFIX, question / 2)).forEach(tokens::add);
    IntStream.of(Prompts.ofLength(9 + question % 7, 100 + question)).forEach(tokens::add);
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Of both stores together. */
  long sum(ToLongFunction<BlockStoreStats> part) {
    return members.stream().mapToLong(member -> part.applyAsLong(member.store.stats())).sum();
  }

  boolean isReachable() {
    return members.stream().allMatch(member -> member.store.isReachable());
  }

  /** Waits for so many more answers. */
  void awaitAnswers(int more) {
    int before = answered.get();
    await(() -> answered.get() >= before + more);
  }

  /** Waits until so many more blocks are read. */
  void awaitFound(int more) {
    long before = sum(BlockStoreStats::found);
    await(() -> sum(BlockStoreStats::found) >= before + more);
  }

  /** Waits until one engine uses what the other computed for somebody who never asked before. */
  void awaitSharing() {
    await(
        () -> {
          var namespace = "new-" + namespaces.incrementAndGet();
          check(members.getFirst(), namespace, 0);
          return check(members.getLast(), namespace, 0) > 0;
        });
  }

  /** Waits, and not for ever; while it does, no answer may be wrong. */
  void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(wrong).isEmpty();
      assertThat(System.nanoTime()).as("it did not happen; %s", this).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(wrong).isEmpty();
  }

  @Override
  public String toString() {
    return "%d answers, %s"
        .formatted(answered.get(), members.stream().map(member -> member.store.stats()).toList());
  }

  @Override
  public void close() {
    enough = true;
    threads.forEach(SharedLoad::join);
    for (var member : members) {
      member.engine.close();
      member.store.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().join();
    assertThat(wrong).isEmpty();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
