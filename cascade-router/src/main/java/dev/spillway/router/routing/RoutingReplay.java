package dev.spillway.router.routing;

import dev.spillway.router.budget.BudgetController;
import dev.spillway.router.budget.Pace;
import dev.spillway.router.routing.Example.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What a router would have done on examples. Their texts are read once, so that it can be asked for
 * many worths.
 */
public final class RoutingReplay {
  private record Read(Example example, Situation start, List<Reading> replies) {}

  private final CascadeRouter router;
  private final List<Read> read;

  /** Reads the examples. */
  public RoutingReplay(CascadeRouter router, List<Example> examples) {
    this.router = router;
    this.read = examples.parallelStream().map(example -> read(router, example)).toList();
  }

  private static Read read(CascadeRouter router, Example example) {
    var readings = new ArrayList<Reading>();
    for (int tier = 0; tier < router.tiers(); tier++) {
      var reply = example.replies().get(tier);
      readings.add(
          router.read(example.question(), tier, reply.text(), reply.cost(), reply.tokens()));
    }
    return new Read(example, router.situation(example.question(), example.meaning()), readings);
  }

  /** Mean cost of a reply of the cheapest tier, in dollars. */
  public double cheapest() {
    return costs().min().orElse(0);
  }

  /** Mean cost of a reply of the dearest tier, in dollars. */
  public double dearest() {
    return costs().max().orElse(0);
  }

  private DoubleStream costs() {
    return IntStream.range(0, router.tiers())
        .mapToDouble(
            tier ->
                read.stream()
                    .mapToDouble(each -> each.example.replies().get(tier).cost())
                    .average()
                    .orElse(0));
  }

  /** Of how many questions an example speaks. */
  public double weight(int index) {
    return read.get(index).example.weight();
  }

  public int size() {
    return read.size();
  }

  /** The outcome of one example where a right answer is worth so many dollars. */
  public Outcome outcome(int index, double worth) {
    return outcome(index, worth, Pace.FREE);
  }

  private Outcome outcome(int index, double worth, Pace pace) {
    var subject = read.get(index);
    var situation = subject.start.restarted();
    double cost = 0;
    while (true) {
      switch (router.next(situation, pace.worth(worth), pace.most() - cost, 0)) {
        case Verdict.Ask(int tier) -> {
          situation.add(tier, subject.replies.get(tier));
          cost += subject.example.replies().get(tier).cost();
        }
        case Verdict.Give(int tier, double confidence) -> {
          Reply reply = subject.example.replies().get(tier);
          return new Outcome(
              reply.quality(), cost, Integer.bitCount(situation.asked()), tier, confidence);
        }
      }
    }
  }

  /** The outcomes of all examples, in their order. */
  public List<Outcome> outcomes(double worth) {
    var outcomes = new ArrayList<Outcome>(read.size());
    for (int i = 0; i < read.size(); i++) {
      outcomes.add(outcome(i, worth));
    }
    return outcomes;
  }

  /**
   * The outcomes of examples that come one after the other, with a controller in charge of the
   * budget.
   *
   * @param order which examples come
   * @param worth as it was fitted
   */
  public List<Outcome> outcomes(List<Integer> order, double worth, BudgetController controller) {
    var outcomes = new ArrayList<Outcome>(order.size());
    for (int index : order) {
      var outcome = outcome(index, worth, controller.pace());
      controller.settle(outcome.cost());
      outcomes.add(outcome);
    }
    return outcomes;
  }
}
