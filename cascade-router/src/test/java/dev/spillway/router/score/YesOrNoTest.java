package dev.spillway.router.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.router.score.Inquiry.Heard.Token;
import java.util.List;
import org.junit.jupiter.api.Test;

class YesOrNoTest {
  private static Token token(String text, double probability) {
    return new Token(text, Math.log(probability));
  }

  @Test
  void the_probability_of_the_word_is_that_of_yes() {
    assertThat(YesOrNo.read(List.of(token("Yes", 0.9))).orElseThrow()).isCloseTo(0.9, within(1e-9));
    assertThat(YesOrNo.read(List.of(token("no", 0.9), token(".", 0.1))).orElseThrow())
        .isCloseTo(0.1, within(1e-9));
  }

  @Test
  void a_word_in_pieces_has_the_product_and_what_follows_does_not_count() {
    assertThat(
            YesOrNo.read(
                    List.of(
                        token("\n **", 0.5),
                        token("Y", 0.8),
                        token("es", 0.5),
                        token("** x", 0.01)))
                .orElseThrow())
        .isCloseTo(0.2, within(1e-9));
  }

  @Test
  void any_other_word_says_nothing() {
    for (var said : List.of("Nothing", "yesterday", "maybe", "", "42", "The answer is yes")) {
      assertThat(YesOrNo.read(List.of(token(said, 1)))).as(said).isEmpty();
    }
    assertThat(YesOrNo.read(List.of(token("no", 1), token("t", 1)))).isEmpty();
    assertThat(YesOrNo.read(List.of())).isEmpty();
  }
}
