package dev.spillway.router.routing;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "She has 3 + 4 = 7 apples.",
        "That costs 36 x $68/12 = $204",
        "<<2*(3+4)=14>>",
        "-(2 - 5) × 2 = 6",
        "1,200 / 4 = 300.",
        "4.00 / 15 = 0.27 rounded",
      })
  void a_sum_that_holds_is_right(String text) {
    assertThat(Arithmetic.of(text)).isEqualTo(new Arithmetic(1, 0));
  }

  @Test
  void a_sum_that_does_not_hold_is_wrong() {
    assertThat(Arithmetic.of("10 - 4 = 7, and 2 * 3 = 6")).isEqualTo(new Arithmetic(1, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x = 7", "7 = 7", "3 + = 4", "(3 + 4 = 7", "3 + 4 = seven", "", "=", "1/0 = 3"})
  void what_is_no_sum_counts_as_neither(String text) {
    assertThat(Arithmetic.of(text)).isEqualTo(new Arithmetic(0, 0));
  }

  @Property(tries = 200, seed = "1")
  void sums_are_computed_as_anybody_does(
      @ForAll @IntRange(min = 1, max = 99) int a,
      @ForAll @IntRange(min = 1, max = 99) int b,
      @ForAll @IntRange(min = 1, max = 99) int c) {
    int said = a + b * c - (a - c);
    assertThat(Arithmetic.of("so %d + %d * %d - (%d - %d) = %d".formatted(a, b, c, a, c, said)))
        .isEqualTo(new Arithmetic(1, 0));
  }

  @Property(tries = 500, seed = "1")
  void any_text_can_be_read(@ForAll String text) {
    var sums = Arithmetic.of(text + "(((1+-*/=" + text);
    assertThat(sums.right() + sums.wrong()).isBetween(0, 2 * text.length() + 1);
  }
}
