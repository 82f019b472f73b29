package dev.spillway.standalone.replay.report;

import dev.spillway.standalone.replay.twin.Distribution;
import dev.spillway.worker.kernel.KvShape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The rows that table and page show: what was played, and a value for each policy. */
final class Lines {
  /** A quantity of all policies. */
  record Row(String name, List<String> values) {}

  private final Report report;
  private final List<Row> rows = new ArrayList<>();

  private Lines(Report report) {
    this.report = report;
  }

  /** What all policies had in common, a sentence each. */
  static List<String> conditions(Conditions c) {
    var trace = c.trace();
    var setup = c.twin().setup();
    var lines = new ArrayList<String>();
    lines.add(
        "%s (%s): %d requests, %s prompt and %s answer tokens in mean"
            .formatted(
                trace.name(),
                trace.form(),
                trace.size(),
                Units.digits((double) trace.promptTokens() / trace.size()),
                Units.digits((double) trace.answerTokens() / trace.size())));
    lines.add(
        "%d worker%s, placed %s: %d KV blocks of %d tokens, %d running at most, %d tokens a step"
            .formatted(
                c.twin().workers(),
                c.twin().workers() == 1 ? "" : "s",
                c.twin().placement(),
                setup.blocks(),
                KvShape.BLOCK_TOKENS,
                setup.limits().maxRunning(),
                setup.limits().stepTokens()));
    var shared = setup.shared();
    if (shared.groups() > 0) {
      lines.add(
          "a shared store of %d times %d tokens, %s"
              .formatted(
                  shared.groups(),
                  shared.groupTokens(),
                  Double.isInfinite(shared.tokensPerSecond())
                      ? "which takes no time"
                      : Units.count(shared.tokensPerSecond()) + " tokens/s for each worker"));
    }
    lines.add(
        "step times: %s%s"
            .formatted(
                c.profile(),
                c.profileError() == 0
                    ? ""
                    : ", fitted to " + Units.percent(c.profileError()) + " in mean"));
    lines.add(
        c.capacity() == 0
            ? "%s requests/s arrive".formatted(Units.digits(trace.rate()))
            : "%s requests/s arrive: %s of the capacity of %s"
                .formatted(
                    Units.digits(trace.rate()),
                    Units.digits(c.load()),
                    Units.digits(c.capacity())));
    lines.add(
        "predicted lengths: %s; clients allow %d tokens"
            .formatted(c.predictor(), setup.maxTokens()));
    return lines;
  }

  static List<Row> of(Report report) {
    var lines = new Lines(report);
    lines.fill();
    return lines.rows;
  }

  private void fill() {
    var objective = report.conditions().objective();
    add("requests ended", s -> Integer.toString(s.ended()));
    if (report.policies().stream().anyMatch(s -> s.run().refused() > 0)) {
      add("too long for the memory", s -> Integer.toString(s.run().refused()));
    }
    add("requests/s", s -> Units.digits(s.perSecond(s.ended())));
    add("answer tokens/s", s -> Units.count(s.perSecond(s.answerTokens())));
    add(
        "first token in %s, others in %s"
            .formatted(
                Units.seconds(objective.timeToFirst()), Units.seconds(objective.timePerToken())),
        s -> Units.percent(s.share(s.metObjective())));
    add("  requests/s", s -> Units.digits(s.perSecond(s.metObjective())));
    add("  answer tokens/s", s -> Units.count(s.perSecond(s.metTokens())));
    distribution("time to first token", Summary::timeToFirst);
    distribution("time per output token", Summary::timePerToken);
    distribution("latency", Summary::latency);
    add("longest wait for a first step", s -> Units.seconds(s.waiting().max()));
    add("longest pause between tokens, p99", s -> Units.seconds(s.longestPause().percentile(99)));
    add("requests evicted", s -> Units.percent(s.share(s.evicted())));
    add("  evictions", s -> Long.toString(s.evictions()));
    add("  tokens computed again", s -> Units.count((double) s.recomputedTokens()));
    add(
        "KV occupancy while memory is short",
        s -> {
          var gauges = s.run().gauges();
          return gauges.shortShare() == 0 ? "-" : Units.percent(gauges.shortOccupancy());
        });
    add("  most", s -> Units.percent(s.run().gauges().mostOccupancy()));
    add("time in which memory is short", s -> Units.percent(s.run().gauges().shortShare()));
    add("time in which some wait", s -> Units.percent(s.run().gauges().waitedShare()));
    add("prompt tokens found computed", s -> Units.percent(s.prefixHitRate()));
    if (report.conditions().twin().setup().shared().groups() > 0) {
      add("  tokens loaded", s -> Units.count((double) s.loadedTokens()));
    }
    add("tokens per step", s -> Units.digits(s.run().gauges().tokensPerStep()));
  }

  private void distribution(String name, Function<Summary, Distribution> of) {
    add(name + ", mean", s -> Units.seconds(of.apply(s).mean()));
    for (int percent : new int[] {50, 95, 99}) {
      add("  p" + percent, s -> Units.seconds(of.apply(s).percentile(percent)));
    }
  }

  private void add(String name, Function<Summary, String> value) {
    rows.add(new Row(name, report.policies().stream().map(value).toList()));
  }
}
