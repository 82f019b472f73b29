package dev.spillway.benchmarks.routing;

import dev.spillway.router.routing.CascadeRouter;
import dev.spillway.router.routing.CascadeTrainer;
import dev.spillway.router.routing.Example;
import dev.spillway.router.routing.Example.Reply;
import dev.spillway.router.routing.Front;
import dev.spillway.router.routing.RoutingReplay;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Trains the router on one split, chooses its worth on another and measures it on a third, by the
 * trainer and the decisions that a gateway runs.
 */
public final class RoutingBenchmark {
  private static final double[] BUDGETS = {0.05, 0.1, 0.2, 0.5, 0.75, 1.0};
  private static final int GRID = 400;
  private static final int RESAMPLES = 1_000;

  private final PrintStream out;
  private final List<Example> train;
  private final List<Example> validation;
  private final List<Example> test;

  private RoutingBenchmark(
      PrintStream out, StoredReplies rows, List<String> tiers, boolean shuffle) {
    this.out = out;
    this.train = shuffle ? shuffled(rows.split("train", tiers)) : rows.split("train", tiers);
    this.validation = rows.split("validation", tiers);
    this.test = rows.split("test", tiers);
  }

  /**
   * @param arguments see {@code benchmarks/routing}
   */
  public static void main(String[] arguments) throws IOException {
    var given = List.of(arguments);
    int named = given.indexOf("--tiers");
    if (given.isEmpty() || named < 0 || named + 1 == given.size()) {
      System.err.println(
          "usage: routing ROWS.jsonl[.gz] --tiers NAME[,NAME ...] [--shuffle-labels]");
      System.exit(2);
    }
    var rows = StoredReplies.read(Path.of(arguments[0]));
    var tiers = Arrays.asList(arguments[named + 1].split(","));
    new RoutingBenchmark(System.out, rows, tiers, given.contains("--shuffle-labels"))
        .run(rows, tiers);
  }

  private void run(StoredReplies rows, List<String> tiers) {
    var models = rows.models();
    var everything = rows.split("test", models);
    var known = rows.split("train", models);
    int best =
        IntStream.range(0, models.size())
            .boxed()
            .max(java.util.Comparator.comparingDouble(model -> Hull.quality(known, model)))
            .orElseThrow();
    double reference = Hull.cost(everything, best);
    double asked = Hull.cost(rows.split("validation", models), best);
    var hull = Hull.of(everything, models.size());
    out.printf(
        "%d train, %d validation, %d test; best single model on train: %s, %.2f %% on test%n",
        train.size(),
        validation.size(),
        test.size(),
        models.get(best),
        100 * Hull.quality(everything, best));
    out.printf("tiers: %s%n", String.join(", ", tiers));

    long began = System.nanoTime();
    var router = CascadeTrainer.train(train);
    out.printf("trained in %.1f s%n", (System.nanoTime() - began) / 1e9);
    double cheapest = Arrays.stream(router.usualCosts()).min().orElseThrow();
    var tested = new RoutingReplay(router, test);
    var validated = new RoutingReplay(router, validation);
    var chosen = Front.of(validated, cheapest);
    var front = Front.of(tested, cheapest);

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
    out.printf("%narea over the hull: %+.2f points%n", 100 * area(front, hull, reference));
    fixed(chosen, tested, everything, best, reference);
    speed(router);
  }

  /** The mean gain over the hull for costs up to the best single model's. */
  private static double area(Front front, Hull hull, double reference) {
    double sum = 0;
    int counted = 0;
    for (int i = 0; i <= GRID; i++) {
      double cost = reference * i / GRID;
      if (cost >= hull.cheapest() && cost >= front.points().getFirst().cost()) {
        sum += qualityAt(front, cost) - hull.at(cost);
        counted++;
      }
    }
    return sum / counted;
  }

  private static double qualityAt(Front front, double cost) {
    var points =
        front.points().stream()
            .sorted(java.util.Comparator.comparingDouble(Front.Point::cost))
            .toList();
    var left = points.getFirst();
    for (var right : points) {
      if (right.cost() > cost) {
        double share = (cost - left.cost()) / Math.max(1e-300, right.cost() - left.cost());
        return left.quality() + Math.clamp(share, 0.0, 1.0) * (right.quality() - left.quality());
      }
      left = right;
    }
    return left.quality();
  }

  /** The point that validation found as good as the best single model, with a paired bootstrap. */
  private void fixed(
      Front chosen, RoutingReplay tested, List<Example> everything, int best, double reference) {
    double wanted = chosen.points().stream().mapToDouble(Front.Point::quality).max().orElseThrow();
    var point = chosen.atLeast(wanted).orElseThrow();
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
  }

  /** Time of the decisions of one question, texts included, on one thread. */
  private void speed(CascadeRouter router) {
    var times = new ArrayList<Double>();
    for (int round = 0; round < 2; round++) {
      times.clear();
      for (var example : test) {
        var deliberation = router.deliberate(example.question());
        for (int tier = 0; tier < router.tiers(); tier++) {
          long began = System.nanoTime();
          deliberation.replied(tier, example.replies().get(tier).text());
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

  /** A negative control: the same replies with the quality of others. */
  private static List<Example> shuffled(List<Example> examples) {
    var order = new ArrayList<>(IntStream.range(0, examples.size()).boxed().toList());
    Collections.shuffle(order, new Random(1));
    return IntStream.range(0, examples.size())
        .mapToObj(
            i -> {
              var labels = examples.get(order.get(i)).replies();
              var own = examples.get(i);
              return new Example(
                  own.question(),
                  IntStream.range(0, labels.size())
                      .mapToObj(
                          tier ->
                              new Reply(
                                  own.replies().get(tier).text(),
                                  labels.get(tier).quality(),
                                  own.replies().get(tier).cost()))
                      .toList());
            })
        .toList();
  }
}
