package dev.spillway.router.routing;

import dev.spillway.router.learn.NumbersClassifier;
import dev.spillway.router.learn.PositiveRegression;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is known in all situations in which the same tiers replied.
 *
 * @param right for each tier that replied, how likely its reply is right
 * @param best how likely the likeliest of these replies is right; empty before the first reply
 * @param after for each other tier, how likely the likeliest reply will be right once it replied
 * @param costs for each other tier, what its reply will cost, in dollars
 */
record Outlook(
    Map<Integer, NumbersClassifier> right,
    Optional<NumbersClassifier> best,
    Map<Integer, NumbersClassifier> after,
    Map<Integer, PositiveRegression> costs) {

  Outlook {
    right = Map.copyOf(right);
    after = Map.copyOf(after);
    costs = Map.copyOf(costs);
  }

  void write(DataOutput out) throws IOException {
    out.writeBoolean(best.isPresent());
    if (best.isPresent()) {
      best.get().write(out);
    }
    writeAll(out, right, NumbersClassifier::write);
    writeAll(out, after, NumbersClassifier::write);
    writeAll(out, costs, PositiveRegression::write);
  }

  static Outlook read(DataInput in) throws IOException {
    Optional<NumbersClassifier> best =
        in.readBoolean() ? Optional.of(NumbersClassifier.read(in)) : Optional.empty();
    return new Outlook(
        readAll(in, NumbersClassifier::read),
        best,
        readAll(in, NumbersClassifier::read),
        readAll(in, PositiveRegression::read));
  }

  /** Whether this is all that is needed where these tiers replied, of so many. */
  boolean fits(Inputs inputs, boolean meanings, int set, int tiers) {
    int numbers = Situation.count(inputs, tiers, meanings, set);
    for (int tier = 0; tier < tiers; tier++) {
      boolean replied = Tiers.contains(set, tier);
      if (right.containsKey(tier) != replied
          || after.containsKey(tier) == replied
          || costs.containsKey(tier) == replied) {
        return false;
      }
    }
    return best.isPresent() == (set != 0)
        && Stream.of(right.values(), after.values(), best.stream().toList())
            .flatMap(Collection::stream)
            .allMatch(each -> each.inputs() == numbers)
        && costs.values().stream().allMatch(each -> each.inputs() == numbers);
  }

  private interface Writer<T> {
    void write(T what, DataOutput out) throws IOException;
  }

  private interface Reader<T> {
    T read(DataInput in) throws IOException;
  }

  private static <T> void writeAll(DataOutput out, Map<Integer, T> byTier, Writer<T> writer)
      throws IOException {
    out.writeByte(byTier.size());
    for (var tier : new TreeMap<>(byTier).entrySet()) {
      out.writeByte(tier.getKey());
      writer.write(tier.getValue(), out);
    }
  }

  private static <T> Map<Integer, T> readAll(DataInput in, Reader<T> reader) throws IOException {
    var byTier = new HashMap<Integer, T>();
    for (int left = in.readByte(); left > 0; left--) {
      int tier = in.readByte();
      byTier.put(tier, reader.read(in));
    }
    return byTier;
  }

  /** The tier whose reply is likeliest right. */
  int likeliest(double[] numbers) {
    int likeliest = -1;
    double most = -1;
    for (var tier : right.entrySet()) {
      double probability = tier.getValue().probability(numbers);
      if (probability > most || (probability == most && tier.getKey() < likeliest)) {
        most = probability;
        likeliest = tier.getKey();
      }
    }
    return likeliest;
  }

  /**
   * What the cheapest of the other tiers will cost, in dollars.
   *
   * @param without set of tiers that do not count
   */
  double cheapest(double[] numbers, int without) {
    return costs.entrySet().stream()
        .filter(tier -> !Tiers.contains(without, tier.getKey()))
        .mapToDouble(tier -> tier.getValue().expected(numbers))
        .min()
        .orElse(0);
  }
}
