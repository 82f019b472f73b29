package dev.spillway.router.learn;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void case_and_punctuation_do_not_matter_and_order_does() {
    assertThat(Words.of("What is TWO, plus two?").columns())
        .isEqualTo(Words.of("what is two plus two").columns());
    assertThat(Words.of("a b").columns()).isNotEqualTo(Words.of("b a").columns());
  }

  @Test
  void a_reply_has_columns_of_its_own() {
    assertThat(Words.ofReply("yes").columns()).isNotEqualTo(Words.of("yes").columns());
    assertThat(Words.of("yes").and(Words.ofReply("yes")).columns()).hasSize(2);
  }

  @Test
  void a_text_of_megabytes_is_read_in_part() {
    var long_ = "word%d ".formatted(1).repeat(1_000_000);
    assertThat(Words.of(long_).columns()).hasSizeLessThan(10);
  }

  @Property(tries = 200, seed = "1")
  void columns_are_ascending_and_in_range(@ForAll String text) {
    int[] columns = Words.of(text).columns();
    for (int i = 0; i < columns.length; i++) {
      assertThat(columns[i]).isBetween(0, Words.COLUMNS - 1);
      if (i > 0) {
        assertThat(columns[i]).isGreaterThan(columns[i - 1]);
      }
    }
  }
}
