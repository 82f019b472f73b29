package dev.spillway.worker.grammar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The numbers between two bounds, written without an exponent: an automaton that compares digits
 * with those of the bounds, from the left, for as long as all were the same.
 *
 * <p>Unbounded ones stay below 10^15, so that every reader of JSON can hold them exactly (RFC 8259,
 * section 6).
 */
final class Decimals {
  /** Digits after the point, at most. */
  static final int FRACTION = 16;

  private static final BigDecimal LARGEST = BigDecimal.TEN.pow(15).subtract(BigDecimal.ONE);

  private final Nfa nfa;
  private final int end;
  private final int fraction;

  private Decimals(int fraction, Work work) {
    this.nfa = new Nfa(work);
    this.end = nfa.state();
    this.fraction = fraction;
  }

  /**
   * @param value null for no bound
   * @param open whether the value itself is not within
   */
  record Bound(@Nullable BigDecimal value, boolean open) {
    static final Bound NONE = new Bound(null, false);
  }

  /**
   * @throws Unusable a bound has too many digits
   */
  static Dfa between(Bound low, Bound high, boolean integers, Work work) {
    var decimals = new Decimals(integers ? 0 : FRACTION, work);
    var least = decimals.exact(low, true);
    var most = decimals.exact(high, false);
    int start = decimals.nfa.state();
    decimals.add(start, least, most);
    return decimals.nfa.deterministic(start, decimals.end);
  }

  /** With as many digits after the point as are written; integers have closed bounds. */
  private Bound exact(Bound bound, boolean low) {
    var value = bound.value();
    if (value == null) {
      return new Bound(low ? LARGEST.negate() : LARGEST, false);
    }
    if (Math.abs((long) value.scale()) > 1_000 || value.precision() - value.scale() > 30) {
      throw new Unusable("a bound has more digits than are supported");
    }
    if (fraction > 0) {
      if (value.stripTrailingZeros().scale() > fraction) {
        throw new Unusable("a bound has more than %d digits after the point".formatted(fraction));
      }
      return bound;
    }
    var rounded = value.setScale(0, low ? RoundingMode.CEILING : RoundingMode.FLOOR);
    if (bound.open() && rounded.compareTo(value) == 0) {
      rounded = low ? rounded.add(BigDecimal.ONE) : rounded.subtract(BigDecimal.ONE);
    }
    return new Bound(rounded, false);
  }

  private void add(int start, Bound low, Bound high) {
    var least = value(low);
    var most = value(high);
    if (most.signum() >= 0) {
      var from = least.signum() >= 0 ? low : new Bound(BigDecimal.ZERO, false);
      magnitudes(start, from, high);
    }
    if (least.signum() < 0) {
      int negative = nfa.state();
      nfa.on(start, '-', '-', negative);
      // There is no "-0".
      var from =
          most.signum() < 0
              ? new Bound(most.negate(), high.open())
              : new Bound(BigDecimal.ZERO, true);
      magnitudes(negative, from, new Bound(least.negate(), low.open()));
    }
  }

  private static BigDecimal value(Bound bound) {
    return Objects.requireNonNull(bound.value());
  }

  private void magnitudes(int start, Bound low, Bound high) {
    int shortest = digits(low).length() - fraction;
    int longest = digits(high).length() - fraction;
    for (int length = shortest; length <= longest; length++) {
      var magnitude =
          new Magnitude(
              length,
              length == shortest ? digits(low) : "",
              low.open(),
              length == longest ? digits(high) : "",
              high.open());
      magnitude.grow(start, 0, !magnitude.low.isEmpty(), !magnitude.high.isEmpty());
    }
  }

  /** All digits, those after the point included, without the point. */
  private String digits(Bound bound) {
    BigInteger unscaled = value(bound).setScale(fraction).unscaledValue();
    var digits = unscaled.toString();
    return "0".repeat(Math.max(0, fraction + 1 - digits.length())) + digits;
  }

  /** Numbers with so many digits before the point. */
  private final class Magnitude {
    private final int length;
    private final String low;
    private final boolean lowOpen;
    private final String high;
    private final boolean highOpen;
    private final Map<Place, Integer> states = new HashMap<>();

    /** After so many digits, which were those of the bounds or not. */
    private record Place(int digits, boolean asLow, boolean asHigh) {}

    Magnitude(int length, String low, boolean lowOpen, String high, boolean highOpen) {
      this.length = length;
      this.low = low;
      this.lowOpen = lowOpen;
      this.high = high;
      this.highOpen = highOpen;
    }

    void grow(int state, int digits, boolean asLow, boolean asHigh) {
      if (digits >= length && within(digits, asLow, asHigh)) {
        nfa.free(state, end);
      }
      if (digits == length && fraction > 0) {
        int point = nfa.state();
        nfa.on(state, '.', '.', point);
        digit(point, digits, asLow, asHigh);
      } else if (digits < length + fraction) {
        digit(state, digits, asLow, asHigh);
      }
    }

    private void digit(int state, int digits, boolean asLow, boolean asHigh) {
      int first = digits == 0 && length > 1 ? '1' : '0';
      int from = asLow ? Math.max(first, low.charAt(digits)) : first;
      int to = asHigh ? high.charAt(digits) : '9';
      for (int digit = from; digit <= to; digit++) {
        boolean stillLow = asLow && digit == low.charAt(digits);
        boolean stillHigh = asHigh && digit == high.charAt(digits);
        var place = new Place(digits + 1, stillLow, stillHigh);
        var known = states.get(place);
        int next = known == null ? nfa.state() : known;
        nfa.on(state, digit, digit, next);
        if (known == null) {
          states.put(place, next);
          grow(next, digits + 1, stillLow, stillHigh);
        }
      }
    }

    private boolean within(int digits, boolean asLow, boolean asHigh) {
      boolean equalsLow = asLow && zeros(low, digits);
      boolean equalsHigh = asHigh && zeros(high, digits);
      boolean aboveLow = !asLow || (equalsLow && !lowOpen);
      boolean belowHigh = !asHigh || !equalsHigh || !highOpen;
      return aboveLow && belowHigh;
    }

    private static boolean zeros(String digits, int from) {
      return digits.chars().skip(from).allMatch(digit -> digit == '0');
    }
  }
}
