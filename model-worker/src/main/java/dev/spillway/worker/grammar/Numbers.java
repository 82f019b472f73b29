package dev.spillway.worker.grammar;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Numbers between bounds. */
record Numbers(Place place, Decimals.Bound low, Decimals.Bound high) {

  static Numbers of(List<Place> all) {
    var low = Decimals.Bound.NONE;
    var high = Decimals.Bound.NONE;
    for (var place : all) {
      low = tighter(low, place.number("minimum"), false, 1);
      low = tighter(low, place.number("exclusiveMinimum"), true, 1);
      high = tighter(high, place.number("maximum"), false, -1);
      high = tighter(high, place.number("exclusiveMaximum"), true, -1);
    }
    return new Numbers(all.getFirst(), low, high);
  }

  private static Decimals.Bound tighter(
      Decimals.Bound bound, Optional<BigDecimal> number, boolean open, int direction) {
    if (number.isEmpty()) {
      return bound;
    }
    var value = bound.value();
    int order = value == null ? 1 : number.get().compareTo(value) * direction;
    boolean tighter = order > 0 || (order == 0 && open);
    return tighter ? new Decimals.Bound(number.get(), open) : bound;
  }

  void addTo(Rule rule, boolean integers, Work work) {
    if (low.value() == null && high.value() == null) {
      rule.addAll(integers ? JsonText.INTEGER : JsonText.NUMBER);
    } else {
      try {
        Decimals.between(low, high, integers, work).addTo(rule);
      } catch (Unusable e) {
        throw e.at(place);
      }
    }
  }
}
