package dev.spillway.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.worker.Usage;
import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PriceTest {

  @Property(seed = "1")
  void a_cost_is_exact(
      @ForAll @IntRange(max = 1 << 20) int prompt,
      @ForAll @IntRange(max = 1 << 20) int completion) {
    var price = Price.perMillion(new BigDecimal("0.15"), new BigDecimal("0.60"));
    var million = BigDecimal.TEN.pow(6);
    var exact =
        new BigDecimal("0.15")
            .multiply(BigDecimal.valueOf(prompt))
            .add(new BigDecimal("0.60").multiply(BigDecimal.valueOf(completion)))
            .divide(million);
    assertThat(price.of(new Usage(prompt, 0, completion)).usd()).isEqualByComparingTo(exact);
  }

  @Test
  void an_amount_prints_as_a_plain_decimal() {
    assertThat(new Money(123_000_000).toString()).isEqualTo("0.000123");
    assertThat(Money.ofUsd(new BigDecimal("1E+2")).toString()).isEqualTo("100");
    assertThat(Money.ZERO.toString()).isEqualTo("0");
  }

  @Test
  void too_much_money_is_an_error_and_not_a_wrong_sum() {
    assertThatThrownBy(() -> new Money(Long.MAX_VALUE).plus(new Money(1)))
        .isInstanceOf(ArithmeticException.class);
  }
}
