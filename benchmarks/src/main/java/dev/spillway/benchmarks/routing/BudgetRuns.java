package dev.spillway.benchmarks.routing;

import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.budget.BudgetController;
import dev.spillway.router.routing.Outcome;
import dev.spillway.router.routing.RoutingReplay;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What is realised of a budget with {@link BudgetController} and without: the rows come once, in
 * several orders that chance gives, and once in the order of the file.
 */
final class BudgetRuns {
  private static final int ORDERS = 20;

  private final PrintStream out;
  private final RoutingReplay rows;
  private final RoutingReplay known;

  /**
   * @param rows that come
   * @param known rows that the costs of the tiers were measured on
   */
  BudgetRuns(PrintStream out, RoutingReplay rows, RoutingReplay known) {
    this.out = out;
    this.rows = rows;
    this.known = known;
  }

  void head() {
    out.printf(
        "%8s%10s%10s%10s  |%10s%10s%10s%10s%n",
        "budget", "cheapest", "fixed", "right", "paced", "at most", "as filed", "right");
  }

  /**
   * One line: realised as a share of what was asked, and what was right.
   *
   * @param name of the budget
   * @param asked dollars a request
   * @param worth as it was fitted
   */
  void line(double name, double asked, double worth) {
    var fixed = rows.outcomes(worth);
    double sum = 0;
    double most = 0;
    double right = 0;
    var order = new ArrayList<>(IntStream.range(0, rows.size()).boxed().toList());
    try {
      double asFiled = cost(paced(order, asked, worth)) / asked;
      for (int seed = 0; seed < ORDERS; seed++) {
        Collections.shuffle(order, new Random(seed));
        var outcomes = paced(order, asked, worth);
        double realised = cost(outcomes) / asked;
        sum += realised / ORDERS;
        most = Math.max(most, realised);
        right += right(outcomes) / ORDERS;
      }
      out.printf(
          "%8.2f%10.3f%10.3f%9.2f%%  |%10.3f%10.3f%10.3f%9.2f%%%n",
          name,
          rows.cheapest() / asked,
          cost(fixed) / asked,
          100 * right(fixed),
          sum,
          most,
          asFiled,
          100 * right);
    } catch (SpillwayException e) {
      out.printf("%8.2f  %s%n", name, e.getMessage());
    }
  }

  private List<Outcome> paced(List<Integer> order, double asked, double worth) {
    var controller = BudgetController.of(asked, known.cheapest(), known.dearest());
    return rows.outcomes(order, worth, controller);
  }

  private static double cost(List<Outcome> outcomes) {
    return outcomes.stream().mapToDouble(Outcome::cost).average().orElse(0);
  }

  private static double right(List<Outcome> outcomes) {
    return outcomes.stream().mapToDouble(Outcome::quality).average().orElse(0);
  }
}
