package dev.spillway.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikenessTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "42                                  | 42.                                | 1",
        "42                                  | 24                                 | 0",
        "The sum is large. The answer is 42. | 6 times 7, so the answer is: 42    | 1",
        "The answer is 42.                   | The answer is 41.                  | 0",
        "B                                   | (b)                                | 1",
        "B                                   | C                                  | 0",
        "so 7 and 3 make 10 #### 10          | #### 10                            | 1",
      })
  void numbers_letters_and_marked_answers_decide(String one, String other, double likeness) {
    assertThat(Likeness.of(one, other)).isEqualTo(likeness);
  }

  @Test
  void a_number_somewhere_in_a_long_text_does_not_decide() {
    var one = "Paris has been the capital of France for most of its history, since the year 987.";
    var other = "The capital of France is Paris, a city on the Seine with about 2000000 people.";
    assertThat(Likeness.of(one, other)).isBetween(0.2, 0.6);
  }

  @Test
  void words_count_and_so_does_their_order() {
    assertThat(Likeness.of("the cat sat on the mat", "The cat sat, on the mat!")).isEqualTo(1);
    // Six words of six are shared, three of them in the same order.
    assertThat(Likeness.of("one two three four five six", "four five six one two three"))
        .isCloseTo(0.75, within(1e-9));
    assertThat(Likeness.of("alpha beta", "gamma delta")).isZero();
  }

  @Test
  void nothing_is_like_nothing_and_like_nothing_else() {
    assertThat(Likeness.of("", " ")).isEqualTo(1);
    assertThat(Likeness.of("", "word")).isZero();
    assertThat(Likeness.of("?!", "!?")).isZero();
  }

  @Property(seed = "1")
  void it_is_a_share_the_same_from_both_sides_and_one_with_itself(
      @ForAll String one, @ForAll String other) {
    assertThat(Likeness.of(one, other)).isBetween(0.0, 1.0).isEqualTo(Likeness.of(other, one));
    assertThat(Likeness.of(one, one)).isEqualTo(1);
  }

  @Test
  void texts_of_any_length_take_bounded_work() {
    var long1 = "word ".repeat(100_000);
    assertThat(Likeness.of(long1, long1 + "more")).isEqualTo(1);
  }
}
