package dev.spillway.router.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FinalAnswerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "The answer is (B).                                    | b",
        "So 3 + 4 = 7. The answer is **7**.                    | 7",
        "{\"reasoning\": \"it is 5, no 6\", \"answer\": \"1,234\"} | 1234",
        "{\"answer\": 42}                                      | 42",
        "We get 9*2=18. #### 18                                | 18",
        "Therefore \\boxed{\\frac{1}{2}}.                      | frac{1}{2}",
        "Paris.                                                | paris",
        "First there were 12 eggs, then she sold 3 of them, so in the end 9 were left. | 9",
        "It cost $1,050.50 in total, which is what everybody had expected from the start | 1050.50",
      })
  void it_is_what_the_reply_comes_down_to(String reply, String answer) {
    assertThat(FinalAnswer.of(reply).map(FinalAnswer::text)).contains(answer);
  }

  @Test
  void there_is_none_where_nothing_can_be_compared() {
    assertThat(FinalAnswer.of("")).isEmpty();
    assertThat(FinalAnswer.of("I would rather not say anything about that, if you do not mind."))
        .isEmpty();
  }

  @Test
  void a_hostile_reply_does_not_take_long() {
    var braces = "\\boxed{" + "{".repeat(200_000);
    var quotes = "\"answer\": \"" + "\\".repeat(200_001);
    assertThat(FinalAnswer.of(braces)).isEmpty();
    assertThat(FinalAnswer.of(quotes)).isEmpty();
  }
}
