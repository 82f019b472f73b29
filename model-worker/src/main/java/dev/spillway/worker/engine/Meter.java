package dev.spillway.worker.engine;

import dev.spillway.worker.schedule.SchedulerCounters;
import java.time.Duration;

/**
 * Counts what the engine's thread does and shows it to others. One thread writes; each publication
 * is one volatile write, so that readers see numbers that belong together.
 */
final class Meter {
  private static final double WEIGHT_OF_NEWEST = 0.1;
  private static final int LARGE_STEP = 32;
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private record Snapshot(EngineStats stats, long backlog, double tokensPerSecond) {}

  private long generated;
  private long prompt;
  private long cached;
  private long steps;
  private long nanos;
  private double tokensPerSecond;
  private volatile double promptTokensPerSecond;
  private volatile long stepBegan;
  private volatile Snapshot shown;

  Meter(int blocks) {
    var nothing = new EngineStats(0, 0, 0, 0, 0, 0, 0, 0, blocks, true, 0, SchedulerCounters.NONE);
    shown = new Snapshot(nothing, 0, 0);
  }

  void begin() {
    stepBegan = System.nanoTime() | 1;
  }

  void end(int tokens) {
    long took = Math.max(1, System.nanoTime() - stepBegan);
    stepBegan = 0;
    steps++;
    nanos += took;
    double rate = tokens * 1e9 / took;
    tokensPerSecond = average(tokensPerSecond, rate);
    if (tokens >= LARGE_STEP) {
      promptTokensPerSecond = average(promptTokensPerSecond, rate);
    }
  }

  /** So many tokens took so long while nobody asked. */
  void onExercise(int tokens, long took) {
    if (tokens >= LARGE_STEP) {
      promptTokensPerSecond = average(promptTokensPerSecond, tokens * 1e9 / Math.max(1, took));
    }
  }

  private static double average(double before, double newest) {
    return before == 0 ? newest : before + WEIGHT_OF_NEWEST * (newest - before);
  }

  /** How fast prompts are read, going by steps of many tokens; 0 if there was none yet. */
  double promptTokensPerSecond() {
    return promptTokensPerSecond;
  }

  void onPrompt(int tokens) {
    prompt += tokens;
  }

  void onCached(int tokens) {
    cached += tokens;
  }

  void onToken() {
    generated++;
  }

  /**
   * @param backlog tokens that those who run and wait will probably still need
   */
  void publish(
      int running,
      int waiting,
      int blocksUsed,
      long backlog,
      SchedulerCounters scheduler,
      boolean alive) {
    int blocks = shown.stats.blocksTotal();
    shown =
        new Snapshot(
            new EngineStats(
                running,
                waiting,
                generated,
                prompt,
                cached,
                steps,
                nanos,
                blocksUsed,
                blocks,
                alive,
                0,
                scheduler),
            backlog,
            tokensPerSecond);
  }

  EngineStats stats() {
    var s = shown.stats;
    long began = stepBegan;
    return new EngineStats(
        s.running(),
        s.waiting(),
        s.generatedTokens(),
        s.promptTokens(),
        s.cachedTokens(),
        s.steps(),
        s.stepNanos(),
        s.blocksUsed(),
        s.blocksTotal(),
        s.alive(),
        began == 0 ? 0 : System.nanoTime() - began,
        s.scheduler());
  }

  /**
   * After about how long one of {@code inside} requests will have left, going by the last steps.
   */
  Duration waitForPlace(int inside) {
    var now = shown;
    if (now.tokensPerSecond == 0) {
      return SHORTEST_WAIT;
    }
    double seconds = now.backlog / now.tokensPerSecond / Math.max(1, inside);
    var wait = Duration.ofMillis((long) (seconds * 1000));
    if (wait.compareTo(SHORTEST_WAIT) < 0) {
      return SHORTEST_WAIT;
    }
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }
}
