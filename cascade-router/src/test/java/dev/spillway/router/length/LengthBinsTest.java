package dev.spillway.router.length;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LengthBinsTest {

  @Property(seed = "1")
  void a_length_lies_between_the_edges_of_its_bin(
      @ForAll @IntRange(min = 1, max = LengthBins.LONGEST) int length) {
    int bin = LengthBins.of(length);
    assertThat(length).isBetween(LengthBins.edge(bin), LengthBins.edge(bin + 1) - 1);
  }

  @Test
  void what_is_shorter_or_longer_than_any_answer_has_a_bin_too() {
    assertThat(LengthBins.of(0)).isZero();
    assertThat(LengthBins.of(Integer.MIN_VALUE)).isZero();
    assertThat(LengthBins.of(Integer.MAX_VALUE)).isEqualTo(LengthBins.COUNT - 1);
  }

  @Test
  void bins_grow_in_proportion_up_to_tens_of_thousands() {
    for (int bin = 16; bin < LengthBins.COUNT - 1; bin++) {
      assertThat((double) LengthBins.edge(bin + 1) / LengthBins.edge(bin)).isBetween(1.15, 1.25);
    }
    assertThat(LengthBins.edge(LengthBins.COUNT - 1)).isGreaterThan(16_384);
  }
}
