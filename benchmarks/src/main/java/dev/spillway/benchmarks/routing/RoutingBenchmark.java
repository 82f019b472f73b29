package dev.spillway.benchmarks.routing;

import dev.spillway.router.learn.Reliability;
import dev.spillway.router.routing.CascadeRouter;
import dev.spillway.router.routing.CascadeTrainer;
import dev.spillway.router.routing.Example;
import dev.spillway.router.routing.Front;
import dev.spillway.router.routing.Outcome;
import dev.spillway.router.routing.RoutingReplay;
import dev.spillway.router.routing.TierSelection;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Trains the router on one split, chooses its tiers and its worth on another and measures it on a
 * third, with nothing but {@code cascade-router}'s own trainer and decisions.
 */
public final class RoutingBenchmark {
  private static final List<String> COMMANDS =
      List.of("models", "shift", "controls", "agreement", "pair", "fit");
  private static final double[] BUDGETS = {0.05, 0.1, 0.2, 0.5, 0.75, 1.0};
  private static final int MOST_TIERS = 5;
  private static final int RESAMPLES = 1_000;

  private final PrintStream out;
  private final List<String> models;
  private final List<Example> train;
  private final List<Example> validation;
  private final List<Example> everything;

  /**
   * @param known rows to learn from and to choose on
   * @param met rows to be measured on
   */
  private RoutingBenchmark(PrintStream out, StoredReplies known, List<Example> met) {
    this.out = out;
    this.models = known.models();
    this.train = known.split("train", models);
    this.validation = known.split("validation", models);
    this.everything = met;
  }

  /**
   * @param arguments see {@code benchmarks/routing}
   */
  public static void main(String[] arguments) throws IOException {
    var given = List.of(arguments);
    if (given.size() < 2 || !COMMANDS.contains(given.getFirst())) {
      System.err.println(
          """
          usage: routing models   ROWS.jsonl[.gz] [--tiers NAME[,NAME ...]]
                 routing shift    ROWS.jsonl[.gz] --known TASK[,TASK ...] --met TASK[,TASK ...]
                                                  [--tiers NAME[,NAME ...]]
                 routing controls ROWS.jsonl[.gz] --tiers NAME[,NAME ...]
                 routing agreement ROWS.jsonl[.gz] --tiers ASKED,BESIDE,LAST
                 routing pair     ROWS.jsonl[.gz]
                 routing fit      ROWS
          and for models, shift, controls and pair: --embeddings FOLDER""");
      System.exit(2);
    }
    if (given.getFirst().equals("fit")) {
      new FitBenchmark(System.out).run(Integer.parseInt(given.get(1)));
      return;
    }
    var rows = StoredReplies.read(Path.of(given.get(1)));
    var folder = option(given, "--embeddings");
    if (!folder.isEmpty()) {
      rows = rows.with(new QuestionMeanings(Path.of(folder.getFirst())).of(rows.questions()));
    }
    var tiers = option(given, "--tiers");
    switch (given.getFirst()) {
      case "pair" -> new PairBenchmark(System.out, rows).run();
      case "agreement" -> new AgreementBenchmark(System.out, rows, tiers).run();
      case "controls" -> new NegativeControls(System.out, rows, tiers).run();
      case "shift" -> {
        var known = rows.where("task", option(given, "--known").toArray(String[]::new));
        var met = rows.where("task", option(given, "--met").toArray(String[]::new));
        new RoutingBenchmark(System.out, known, met.examples(rows.models())).run(tiers);
      }
      default ->
          new RoutingBenchmark(System.out, rows, rows.split("test", rows.models())).run(tiers);
    }
  }

  private static List<String> option(List<String> given, String name) {
    int at = given.indexOf(name);
    return at < 0 || at + 1 == given.size() ? List.of() : List.of(given.get(at + 1).split(","));
  }

  /**
   * @param named tiers; empty to choose them
   */
  private void run(List<String> named) {
    int best =
        IntStream.range(0, models.size())
            .boxed()
            .max(Comparator.comparingDouble(model -> Hull.quality(train, model)))
            .orElseThrow();
    double reference = Hull.cost(everything, best);
    double asked = Hull.cost(validation, best);
    var hull = Hull.of(everything, models.size());
    out.printf(
        "%d train, %d validation, %d test; best single model on train: %s, %.2f %% on test%n",
        train.size(),
        validation.size(),
        everything.size(),
        models.get(best),
        100 * Hull.quality(everything, best));

    long began = System.nanoTime();
    System.err.println("reading " + train.size() + " examples of " + models.size() + " models");
    var trainer = CascadeTrainer.read(train);
    var tiers =
        named.isEmpty()
            ? TierSelection.select(trainer, validation, MOST_TIERS, asked, this::progress)
            : named.stream().map(this::model).toList();
    out.printf("tiers: %s%n", String.join(", ", tiers.stream().map(models::get).toList()));
    var router = trainer.router(tiers);
    out.printf("trained in %.1f s%n", (System.nanoTime() - began) / 1e9);
    var test = everything.stream().map(example -> example.only(tiers)).toList();
    var tested = new RoutingReplay(router, test);
    var validated = new RoutingReplay(router, validation.stream().map(e -> e.only(tiers)).toList());
    var chosen = Front.of(validated);
    var front = Front.of(tested);

    out.printf(
        "%n%8s%10s%10s%10s%8s%10s%n", "budget", "right", "realised", "of asked", "asked", "hull");
    for (double budget : BUDGETS) {
      var point = chosen.within(budget * asked);
      if (point.isEmpty()) {
        out.printf("%8.2f  below the cheapest%n", budget);
        continue;
      }
      var realised = Front.point(tested, point.get().worth());
      out.printf(
          "%8.2f%9.2f%%%10.3f%10.3f%8.2f%9.2f%%%n",
          budget,
          100 * realised.quality(),
          realised.cost() / reference,
          realised.cost() / reference / budget,
          realised.asked(),
          100 * hull.at(budget * reference));
    }
    out.printf("%narea over the hull: %+.2f points%n", 100 * hull.gain(front, reference));
    out.printf("%nrealised of what was asked, by the costs of validation:%n");
    var runs = new BudgetRuns(out, tested, validated);
    runs.head();
    for (double budget : BUDGETS) {
      double dollars = budget * asked;
      var point = chosen.within(dollars).orElseGet(() -> chosen.points().getFirst());
      runs.line(budget, dollars, point.worth());
    }
    out.println();
    fixed(chosen, tested, best, reference);
    speed(router, test);
  }

  private int model(String name) {
    int model = models.indexOf(name);
    if (model < 0) {
      throw new IllegalArgumentException(
          "there is no model '%s'; there are %s".formatted(name, String.join(", ", models)));
    }
    return model;
  }

  private void progress(List<Integer> chosen) {
    System.err.println(
        "chosen so far: " + String.join(", ", chosen.stream().map(models::get).toList()));
  }

  /** The point that validation found as good as the best single model, with a paired bootstrap. */
  private void fixed(Front chosen, RoutingReplay tested, int best, double reference) {
    double wanted = chosen.points().stream().mapToDouble(Front.Point::quality).max().orElseThrow();
    var point =
        chosen.points().stream()
            .filter(each -> each.quality() >= wanted)
            .min(Comparator.comparingDouble(Front.Point::cost))
            .orElseThrow();
    var outcomes = tested.outcomes(point.worth());
    double[] gains = new double[outcomes.size()];
    double cost = 0;
    for (int i = 0; i < gains.length; i++) {
      gains[i] = outcomes.get(i).quality() - everything.get(i).replies().get(best).quality();
      cost += outcomes.get(i).cost() / gains.length;
    }
    var random = new Random(1);
    double[] means = new double[RESAMPLES];
    for (int resample = 0; resample < RESAMPLES; resample++) {
      for (int i = 0; i < gains.length; i++) {
        means[resample] += gains[random.nextInt(gains.length)] / gains.length;
      }
    }
    Arrays.sort(means);
    out.printf(
        "best point on validation: %+.2f points against the best single model (95 %%: %+.2f to"
            + " %+.2f) at %.3f of its cost%n",
        100 * Arrays.stream(gains).average().orElse(0),
        100 * means[(int) (0.025 * RESAMPLES)],
        100 * means[(int) (0.975 * RESAMPLES)],
        cost / reference);
    var reliability =
        Reliability.of(
            outcomes.stream().mapToDouble(Outcome::confidence).toArray(),
            outcomes.stream().mapToDouble(Outcome::quality).toArray(),
            10);
    out.printf("expected calibration error there: %.3f%n", reliability.expectedError());
  }

  /** Time of the decisions of one question, texts included, on one thread. */
  private void speed(CascadeRouter router, List<Example> test) {
    var times = new ArrayList<Double>();
    for (int round = 0; round < 2; round++) {
      times.clear();
      for (var example : test) {
        var deliberation = router.deliberate(example.question(), example.meaning());
        for (int tier = 0; tier < router.tiers(); tier++) {
          long began = System.nanoTime();
          var reply = example.replies().get(tier);
          deliberation.replied(tier, reply.text(), reply.cost(), reply.tokens());
          deliberation.next(1);
          times.add((System.nanoTime() - began) / 1e6);
        }
      }
    }
    Collections.sort(times);
    out.printf(
        "a decision takes %.3f ms (p50), %.3f ms (p99)%n",
        times.get(times.size() / 2), times.get((int) (times.size() * 0.99)));
  }
}
