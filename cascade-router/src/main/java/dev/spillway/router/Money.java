package dev.spillway.router;

import java.math.BigDecimal;

/**
 * An exact amount of US dollars, in picodollars: fine enough for a tenth of a cent per million
 * tokens, wide enough for nine million dollars. Overflow is an {@link ArithmeticException}, never a
 * wrong sum.
 */
public record Money(long picoUsd) implements Comparable<Money> {
  public static final Money ZERO = new Money(0);
  private static final int PICO_DIGITS = 12;

  /**
   * @throws ArithmeticException if the amount has more than twelve decimals or does not fit
   */
  public static Money ofUsd(BigDecimal usd) {
    return new Money(usd.movePointRight(PICO_DIGITS).longValueExact());
  }

  public Money plus(Money other) {
    return new Money(Math.addExact(picoUsd, other.picoUsd));
  }

  public Money times(long count) {
    return new Money(Math.multiplyExact(picoUsd, count));
  }

  /** In dollars, exactly. */
  public BigDecimal usd() {
    var usd = BigDecimal.valueOf(picoUsd, PICO_DIGITS).stripTrailingZeros();
    return usd.scale() < 0 ? usd.setScale(0) : usd;
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(picoUsd, other.picoUsd);
  }

  /** A plain decimal of dollars, such as {@code 0.0000123}. */
  @Override
  public String toString() {
    return usd().toPlainString();
  }
}
