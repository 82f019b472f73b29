package dev.spillway.benchmarks.routing;

import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.budget.BudgetController;
import dev.spillway.router.routing.CascadeTrainer;
import dev.spillway.router.routing.Example;
import dev.spillway.router.routing.Example.Reply;
import dev.spillway.router.routing.Front;
import dev.spillway.router.routing.RoutingReplay;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Where there is nothing to gain, nothing must be gained: shuffled labels, identical models, and a
 * budget that nobody can keep.
 */
final class NegativeControls {
  private static final double DEARER = 10;
  private static final int SHUFFLES = 5;

  private final PrintStream out;
  private final List<Example> train;
  private final List<Example> test;
  private final int tiers;

  NegativeControls(PrintStream out, StoredReplies rows, List<String> tiers) {
    if (tiers.isEmpty()) {
      throw new IllegalArgumentException("--tiers must name the tiers");
    }
    this.out = out;
    this.tiers = tiers.size();
    this.train = rows.split("train", tiers);
    this.test = rows.split("test", tiers);
  }

  void run() {
    shuffled("shuffled labels", false);
    shuffled("shuffled labels and costs", true);
    identicalModels();
    tooSmallBudget();
  }

  /**
   * Costs of the rows themselves still tell where money buys more, and the router learns from them
   * too; with the costs of others there is nothing left to learn.
   */
  private void shuffled(String what, boolean costsToo) {
    double reference =
        IntStream.range(0, tiers).mapToDouble(tier -> Hull.cost(test, tier)).max().orElse(0);
    var hull = Hull.of(test, tiers);
    double[] gains = new double[SHUFFLES];
    for (int seed = 0; seed < SHUFFLES; seed++) {
      var router = CascadeTrainer.read(shuffled(train, seed, costsToo)).router();
      gains[seed] = 100 * hull.gain(Front.of(new RoutingReplay(router, test)), reference);
      System.err.printf("shuffle %d of %d: %+.2f%n", seed + 1, SHUFFLES, gains[seed]);
    }
    out.printf(
        "%s: %+.2f points over the hull of these tiers in the mean of %d shuffles"
            + " (%+.2f to %+.2f)%n",
        what,
        Arrays.stream(gains).average().orElse(0),
        SHUFFLES,
        Arrays.stream(gains).min().orElse(0),
        Arrays.stream(gains).max().orElse(0));
  }

  private void identicalModels() {
    var router = CascadeTrainer.read(train.stream().map(this::twins).toList()).router();
    var replay = new RoutingReplay(router, test.stream().map(this::twins).toList());
    var points = Front.of(replay).points();
    double most = points.stream().mapToDouble(Front.Point::asked).max().orElse(0);
    out.printf(
        "identical models, the second %.0f times as dear: %.4f asked at the most of %d worths%n",
        DEARER, most, points.size());
  }

  private void tooSmallBudget() {
    double[] costs =
        IntStream.range(0, tiers).mapToDouble(tier -> Hull.cost(test, tier)).sorted().toArray();
    try {
      BudgetController.of(costs[0] / 2, costs[0], costs[tiers - 1]);
      out.println("a budget below the cheapest tier was accepted");
    } catch (SpillwayException e) {
      out.printf(
          "a budget below the cheapest tier: %s of %s, '%s'%n",
          e.kind().code(), e.kind().param().orElse("nothing"), e.getMessage());
    }
  }

  private Example twins(Example example) {
    var reply = example.replies().getFirst();
    var dearer = new Reply(reply.text(), reply.quality(), DEARER * reply.cost(), reply.tokens());
    return example.with(List.of(reply, dearer));
  }

  /** The same replies with the quality of others. */
  private static List<Example> shuffled(List<Example> examples, long seed, boolean costsToo) {
    var order = new ArrayList<>(IntStream.range(0, examples.size()).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    return IntStream.range(0, examples.size())
        .mapToObj(
            i -> {
              var labels = examples.get(order.get(i)).replies();
              var own = examples.get(i);
              return own.with(
                  IntStream.range(0, labels.size())
                      .mapToObj(
                          tier ->
                              new Reply(
                                  own.replies().get(tier).text(),
                                  labels.get(tier).quality(),
                                  (costsToo ? labels : own.replies()).get(tier).cost()))
                      .toList());
            })
        .toList();
  }
}
