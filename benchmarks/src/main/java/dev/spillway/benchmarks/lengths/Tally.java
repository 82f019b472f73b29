package dev.spillway.benchmarks.lengths;

import dev.spillway.router.length.LengthForecast;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What came of forecasts; over several parts, the mean of theirs. */
final class Tally {
  private record Row(Answered answered, LengthForecast forecast, int recent) {}

  private final List<Row> rows = new ArrayList<>();
  private final List<Tally> folds = new ArrayList<>();

  void add(LengthForecast forecast, Answered answered, RecentMedian recent) {
    rows.add(new Row(answered, forecast, recent.predict(answered.prompt().length())));
  }

  void addFold(Tally fold) {
    folds.add(fold);
  }

  int size() {
    return rows.size();
  }

  void print(PrintStream out) {
    out.printf(
        "    %-42s tau %.3f%n", "length of the prompt", tau(row -> row.answered.prompt().length()));
    out.printf("    %-42s tau %.3f%n", "recent median by length of the prompt", tau(Row::recent));
    out.printf("    %-42s", "predictor");
    printBrief(out);
  }

  void printBrief(PrintStream out) {
    out.printf(
        " tau %.3f, p50 covers %.1f %%, p90 %.1f %%; mean %.0f, true %.0f; after 100 tokens %.0f,"
            + " true %.0f%n",
        tau(row -> row.forecast.median()),
        100 * mean(row -> row.answered.tokens() <= row.forecast.median() ? 1 : 0),
        100 * coverage(),
        mean(row -> row.forecast.mean()),
        mean(row -> row.answered.tokens()),
        meanAfter(row -> row.forecast.remaining(100)),
        meanAfter(row -> row.answered.tokens() - 100));
  }

  double coverage() {
    return mean(row -> row.answered.tokens() <= row.forecast.upper() ? 1 : 0);
  }

  private double tau(ToDoubleFunction<Row> key) {
    if (!folds.isEmpty()) {
      return folds.stream().mapToDouble(fold -> fold.tau(key)).average().orElseThrow();
    }
    return KendallTau.of(
        rows.stream().mapToDouble(key).toArray(),
        rows.stream().mapToDouble(row -> row.answered.tokens()).toArray());
  }

  private double mean(ToDoubleFunction<Row> value) {
    return folds.isEmpty()
        ? rows.stream().mapToDouble(value).average().orElse(0)
        : folds.stream().mapToDouble(fold -> fold.mean(value)).average().orElse(0);
  }

  private double meanAfter(ToDoubleFunction<Row> value) {
    return folds.isEmpty()
        ? rows.stream()
            .filter(row -> row.answered.tokens() > 100)
            .mapToDouble(value)
            .average()
            .orElse(0)
        : folds.stream().mapToDouble(fold -> fold.meanAfter(value)).average().orElse(0);
  }
}
