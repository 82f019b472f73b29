package dev.spillway.benchmarks.lengths;

import dev.spillway.router.length.LengthForecast;
import dev.spillway.router.length.LengthPredictor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Runs the gateway's own predictor over recorded answers and says how well it orders them and how
 * often its quantiles are true.
 */
public final class LengthsBenchmark {
  private static final int FOLDS = 5;
  private static final int ORDERS = 5;
  private static final String TENANT = "tenant";

  private final PrintStream out;

  private LengthsBenchmark(PrintStream out) {
    this.out = out;
  }

  /**
   * @param arguments see {@code benchmarks/lengths}
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1 || !Files.isDirectory(Path.of(arguments[0]))) {
      System.err.println("usage: lengths DIR");
      System.exit(2);
    }
    new LengthsBenchmark(System.out).run(Path.of(arguments[0]));
  }

  private void run(Path folder) throws IOException {
    var greedy =
        LengthData.texts(folder.resolve("lengths/alpaca_eval_greedy_Qwen2-1.5B-Instruct.jsonl.gz"));
    var sampled =
        LengthData.texts(
            folder.resolve("lengths/alpaca_eval_sampling_Qwen2-1.5B-Instruct.jsonl.gz"));
    out.printf("AlpacaEval, Qwen2-1.5B, %d prompts%n", greedy.size());
    out.printf(
        "  %-44s tau %.3f%n", "the same model, sampled again (ceiling)", tau(greedy, sampled));
    heldOut(greedy);
    online(greedy);
    censored(greedy);
    for (var name : List.of("mmlu-pro", "zeroeval-reasoning")) {
      var rows = LengthData.models(folder.resolve("cascade/" + name + ".jsonl.gz"));
      models(name, rows);
    }
    classes(LengthData.classes(folder.resolve("lengths/ssjf-lmsys-vicuna13b.csv.gz")));
    speed(greedy);
  }

  private static double tau(List<Answered> some, List<Answered> others) {
    return KendallTau.of(
        some.stream().mapToDouble(Answered::tokens).toArray(),
        others.stream().mapToDouble(Answered::tokens).toArray());
  }

  /** Each fold is predicted by who learned from the others, once and in random order. */
  private void heldOut(List<Answered> rows) {
    var tally = new Tally();
    for (int fold = 0; fold < FOLDS; fold++) {
      int kept = fold;
      var order = shuffled(rows.size(), 1);
      var train = new ArrayList<>(order.stream().filter(i -> i % FOLDS != kept).toList());
      Collections.shuffle(train, new Random(fold));
      var predictor = new LengthPredictor();
      var recent = new RecentMedian();
      for (int i : train) {
        learn(predictor, rows.get(i));
        recent.learn(rows.get(i).prompt().length(), rows.get(i).tokens());
      }
      var part = new Tally();
      order.stream()
          .filter(i -> i % FOLDS == kept)
          .forEach(i -> part.add(forecast(predictor, rows.get(i)), rows.get(i), recent));
      tally.addFold(part);
    }
    out.printf("  held out, mean of %d folds:%n", FOLDS);
    tally.print(out);
  }

  /** Each answer is predicted and then learned from. */
  private void online(List<Answered> rows) {
    var tally = new Tally();
    for (int seed = 0; seed < ORDERS; seed++) {
      tally.addFold(online(rows, shuffled(rows.size(), seed)));
    }
    out.printf("  predicted, then learned; from the first answer on, mean of %d orders:%n", ORDERS);
    tally.print(out);
  }

  private static Tally online(List<Answered> rows, List<Integer> order) {
    var predictor = new LengthPredictor();
    var recent = new RecentMedian();
    var part = new Tally();
    for (int i : order) {
      var row = rows.get(i);
      var forecast = forecast(predictor, row);
      part.add(forecast, row, recent);
      recent.learn(row.prompt().length(), row.tokens());
      predictor.learn(forecast, row.tokens(), true);
    }
    return part;
  }

  /** Half of the requests allow 200 tokens only; what is learned for the others? */
  private void censored(List<Answered> rows) {
    var limit = OptionalInt.of(200);
    for (boolean honest : new boolean[] {true, false}) {
      var predictor = new LengthPredictor();
      var part = new Tally();
      var order = shuffled(rows.size(), 1);
      for (int n = 0; n < order.size(); n++) {
        var row = rows.get(order.get(n));
        if (n % 2 == 0) {
          var forecast = predictor.forecast(row.model(), TENANT, row.features(limit));
          boolean cut = row.tokens() > limit.getAsInt();
          predictor.learn(forecast, Math.min(row.tokens(), limit.getAsInt()), !cut || !honest);
        } else {
          var forecast = forecast(predictor, row);
          part.add(forecast, row, new RecentMedian());
          predictor.learn(forecast, row.tokens(), true);
        }
      }
      out.printf(
          "  half cut at 200 tokens, %s: of the others",
          honest ? "known to be cut" : "taken for complete");
      part.printBrief(out);
    }
  }

  /**
   * All models at once, each a tier: the questions to learn from, then those of the test, each
   * predicted for all models before it is learned from.
   */
  private void models(String name, List<List<Answered>> questions) {
    var train = new ArrayList<>(questions.stream().filter(q -> !q.getFirst().test()).toList());
    Collections.shuffle(train, new Random(1));
    var order = new ArrayList<>(train);
    questions.stream().filter(q -> q.getFirst().test()).forEach(order::add);
    var predictor = new LengthPredictor();
    var recent = new LinkedHashMap<String, RecentMedian>();
    var tallies = new LinkedHashMap<String, Tally>();
    for (var question : order) {
      var forecasts = question.stream().map(row -> forecast(predictor, row)).toList();
      for (int i = 0; i < forecasts.size(); i++) {
        var row = question.get(i);
        var plain = recent.computeIfAbsent(row.model(), model -> new RecentMedian());
        if (row.test()) {
          tallies
              .computeIfAbsent(row.model(), model -> new Tally())
              .add(forecasts.get(i), row, plain);
        }
        plain.learn(row.prompt().length(), row.tokens());
        predictor.learn(forecasts.get(i), row.tokens(), true);
      }
    }
    var tally = new Tally();
    tallies.values().forEach(tally::addFold);
    out.printf(
        "%n%s, %d models as tiers, %d questions to learn from, mean over models of %d others:%n",
        name, tallies.size(), train.size(), questions.size() - train.size());
    tally.print(out);
    drift(train);
  }

  /** A tier's model is exchanged for another without a word. */
  private void drift(List<List<Answered>> questions) {
    var predictor = new LengthPredictor();
    var before = questions.stream().map(List::getFirst).limit(questions.size() / 2).toList();
    var after = questions.stream().map(q -> q.get(1)).skip(questions.size() / 2).toList();
    before.forEach(row -> learn(predictor, row.as("tier")));
    var first = new Tally();
    var later = new Tally();
    for (int n = 0; n < after.size(); n++) {
      var row = after.get(n).as("tier");
      var forecast = forecast(predictor, row);
      (n < 200 ? first : later).add(forecast, row, new RecentMedian());
      predictor.learn(forecast, row.tokens(), true);
    }
    out.printf("  %s becomes %s: first 200", before.getFirst().model(), after.getFirst().model());
    first.printBrief(out);
    out.printf("  the other %d", after.size() - 200);
    later.printBrief(out);
  }

  /** Long traffic without text: are the quantiles true all the time? */
  private void classes(List<Answered> rows) {
    out.printf("%nLMSYS, Vicuna-13B, %d lengths, predicted, then learned%n", rows.size());
    var unknown =
        rows.stream().map(row -> new Answered(row.model(), "", row.tokens(), false)).toList();
    stretches("knowing nothing", unknown, 0);
    stretches("knowing the class that BERT predicts", rows, 0);
    for (int underWay : new int[] {100, 1_000}) {
      stretches("the same with " + underWay + " under way", rows, underWay);
    }
  }

  /**
   * @param underWay so many are predicted before the first of them is learned from
   */
  private void stretches(String name, List<Answered> rows, int underWay) {
    var predictor = new LengthPredictor();
    var waiting = new ArrayDeque<Runnable>();
    var all = new Tally();
    var window = new Tally();
    double least = 1;
    double most = 0;
    for (var row : rows) {
      var forecast = forecast(predictor, row);
      all.add(forecast, row, new RecentMedian());
      window.add(forecast, row, new RecentMedian());
      waiting.add(() -> predictor.learn(forecast, row.tokens(), true));
      if (waiting.size() > underWay) {
        waiting.remove().run();
      }
      if (window.size() == 1_000) {
        least = Math.min(least, window.coverage());
        most = Math.max(most, window.coverage());
        window = new Tally();
      }
    }
    out.printf("  %s", name);
    all.printBrief(out);
    out.printf(
        "    p90 covers %.1f to %.1f %% of any 1000 that follow each other%n",
        100 * least, 100 * most);
  }

  private void speed(List<Answered> rows) {
    var predictor = new LengthPredictor();
    var forecasts = new ArrayList<Double>();
    var learned = new ArrayList<Double>();
    for (int round = 0; round < 20; round++) {
      if (round == 10) {
        forecasts.clear();
        learned.clear();
      }
      for (var row : rows) {
        long began = System.nanoTime();
        var forecast = forecast(predictor, row);
        long said = System.nanoTime();
        predictor.learn(forecast, row.tokens(), true);
        forecasts.add((said - began) / 1e3);
        learned.add((System.nanoTime() - said) / 1e3);
      }
    }
    double perSecond =
        1e6
            * forecasts.size()
            / IntStream.range(0, forecasts.size())
                .mapToDouble(i -> forecasts.get(i) + learned.get(i))
                .sum();
    out.printf(
        "%ntime on one thread: to predict p50 %.0f us, p99 %.0f us; to learn p50 %.0f us, p99 %.0f"
            + " us; %.0f requests/s with both%n",
        percentile(forecasts, 0.5),
        percentile(forecasts, 0.99),
        percentile(learned, 0.5),
        percentile(learned, 0.99),
        perSecond);
  }

  private static double percentile(List<Double> values, double share) {
    return values.stream().sorted().toList().get((int) (values.size() * share));
  }

  private static LengthForecast forecast(LengthPredictor predictor, Answered row) {
    return predictor.forecast(row.model(), TENANT, row.features(OptionalInt.empty()));
  }

  private static void learn(LengthPredictor predictor, Answered row) {
    predictor.learn(forecast(predictor, row), row.tokens(), true);
  }

  private static List<Integer> shuffled(int count, int seed) {
    var order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    return order;
  }
}
