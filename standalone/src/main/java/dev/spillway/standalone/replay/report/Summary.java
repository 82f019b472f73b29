package dev.spillway.standalone.replay.report;

import dev.spillway.standalone.replay.twin.Distribution;
import dev.spillway.standalone.replay.twin.Outcome;
import dev.spillway.standalone.replay.twin.Run;
import java.util.List;

/**
 * A policy's run in numbers. Latencies are of requests that ended, rates are per second from the
 * first arrival to the last end.
 *
 * @param cachedTokens of prompts, found computed: in a worker's own memory or in the shared store
 * @param loadedTokens that came from the shared store
 * @param timePerToken of requests with more than one token
 * @param longestPause of each request, between two of its tokens
 * @param metObjective requests that met it
 * @param metTokens their tokens
 * @param evicted requests that lost memory at least once
 */
public record Summary(
    String policy,
    Run run,
    Distribution timeToFirst,
    Distribution timePerToken,
    Distribution latency,
    Distribution waiting,
    Distribution longestPause,
    long promptTokens,
    long cachedTokens,
    long loadedTokens,
    long answerTokens,
    long metObjective,
    long metTokens,
    long evicted,
    long evictions,
    long recomputedTokens) {

  public static Summary of(String policy, Run run, Objective objective) {
    List<Outcome> all = run.outcomes();
    var several = all.stream().filter(o -> o.answerTokens() > 1).toList();
    var met = all.stream().filter(objective::met).toList();
    return new Summary(
        policy,
        run,
        Distribution.of(all.stream().mapToDouble(Outcome::timeToFirst)),
        Distribution.of(several.stream().mapToDouble(Outcome::timePerToken)),
        Distribution.of(all.stream().mapToDouble(Outcome::latency)),
        Distribution.of(all.stream().mapToDouble(Outcome::waiting)),
        Distribution.of(several.stream().mapToDouble(o -> o.longestPause() / 1e9)),
        all.stream().mapToLong(Outcome::promptTokens).sum(),
        all.stream().mapToLong(Outcome::cachedTokens).sum(),
        all.stream().mapToLong(Outcome::loadedTokens).sum(),
        all.stream().mapToLong(Outcome::answerTokens).sum(),
        met.size(),
        met.stream().mapToLong(Outcome::answerTokens).sum(),
        all.stream().filter(o -> o.evictions() > 0).count(),
        all.stream().mapToLong(Outcome::evictions).sum(),
        all.stream().mapToLong(Outcome::recomputedTokens).sum());
  }

  public int ended() {
    return run.outcomes().size();
  }

  public double seconds() {
    return run.end() / 1e9;
  }

  double perSecond(long count) {
    return run.end() == 0 ? 0 : count / seconds();
  }

  double share(long count) {
    return ended() == 0 ? 0 : (double) count / ended();
  }

  double prefixHitRate() {
    return promptTokens == 0 ? 0 : (double) cachedTokens / promptTokens;
  }
}
