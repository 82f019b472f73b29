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

  /** Whatever an engine says: also that more was cached than the prompt has. */
  @Property(seed = "1")
  void law_money_is_exact_each_token_of_a_prompt_costs_what_is_asked_for_its_kind(
      @ForAll @IntRange(max = 1 << 20) int prompt,
      @ForAll @IntRange(min = -5, max = 1 << 21) int cached,
      @ForAll @IntRange(min = -5, max = 1 << 21) int written,
      @ForAll @IntRange(min = -5, max = 1 << 21) int forAnHour,
      @ForAll @IntRange(max = 1 << 20) int completion) {
    var price = Price.perMillion(usd("3"), usd("0.3"), usd("3.75"), usd("6"), usd("15"));
    int found = Math.max(0, Math.min(cached, prompt));
    int kept = Math.max(0, Math.min(written, prompt - found));
    int longer = Math.max(0, Math.min(forAnHour, kept));
    var exact =
        usd("0.3")
            .multiply(BigDecimal.valueOf(found))
            .add(usd("3.75").multiply(BigDecimal.valueOf(kept - longer)))
            .add(usd("6").multiply(BigDecimal.valueOf(longer)))
            .add(usd("3").multiply(BigDecimal.valueOf(prompt - found - kept)))
            .add(usd("15").multiply(BigDecimal.valueOf(completion)))
            .divide(BigDecimal.TEN.pow(6));
    var cost = price.of(new Usage(prompt, cached, written, forAnHour, completion, 0));
    assertThat(cost.usd()).isEqualByComparingTo(exact);
    assertThat(cost)
        .as("what was reserved covers it")
        .isLessThanOrEqualTo(
            price
                .perPromptTokenAtMost()
                .times(prompt)
                .plus(price.perCompletionToken().times(completion)));
  }

  @Property(seed = "1")
  void without_prices_of_their_own_cached_tokens_cost_what_others_do(
      @ForAll @IntRange(max = 1_000) int cached, @ForAll @IntRange(max = 1_000) int written) {
    var price = Price.perMillion(usd("3"), usd("15"));
    assertThat(price.of(new Usage(2_000, cached, written, written / 2, 7, 0)))
        .isEqualTo(price.of(new Usage(2_000, 0, 7)));
    assertThat(price.perPromptTokenAtMost()).isEqualTo(price.perPromptToken());
  }

  private static BigDecimal usd(String amount) {
    return new BigDecimal(amount);
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
