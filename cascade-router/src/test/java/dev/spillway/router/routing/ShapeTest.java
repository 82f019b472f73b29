package dev.spillway.router.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ShapeTest {
  private static final String QUESTION = "Ann has 12 eggs. She eats 3 of them. How many are left?";

  @Test
  void a_question_is_counted() {
    double[] numbers = QuestionShape.numbers(QUESTION);
    assertThat(Math.expm1(numbers[0])).isCloseTo(QUESTION.length(), offset());
    assertThat(Math.expm1(numbers[1])).as("words").isCloseTo(13, offset());
    assertThat(Math.expm1(numbers[3])).as("numbers").isCloseTo(2, offset());
    assertThat(Math.expm1(numbers[6])).as("sentences that others follow").isCloseTo(2, offset());
  }

  @Test
  void a_reply_that_says_what_its_answer_is_is_marked_and_one_that_breaks_off_unfinished() {
    var whole = shape("There are 12 - 3 = 9 left.\n#### 9");
    assertThat(whole.unmarked()).isZero();
    assertThat(whole.unfinished()).isZero();
    assertThat(whole.used()).isEqualTo(1);
    assertThat(whole.logRight()).isEqualTo(Math.log1p(1));
    var broken = shape("There are 12 - 3 = 8 left, so that she can");
    assertThat(broken.unmarked()).isEqualTo(1);
    assertThat(broken.unfinished()).isEqualTo(1);
    assertThat(broken.logWrong()).isEqualTo(Math.log1p(1));
  }

  @Test
  void a_part_of_an_egg_is_noticed() {
    assertThat(shape("#### 83.33").fractional()).isEqualTo(1);
    assertThat(shape("#### 83.00").fractional()).isZero();
    assertThat(shape("The answer is e.g. 5").fractional()).isZero();
  }

  @Property(tries = 300, seed = "1")
  void every_shape_is_finite(@ForAll String question, @ForAll String reply) {
    double[] written = new double[ReplyShape.COUNT];
    ReplyShape.of(question, reply, FinalAnswer.of(reply)).write(written, 0);
    assertThat(Arrays.stream(written)).allMatch(Double::isFinite);
    assertThat(Arrays.stream(QuestionShape.numbers(question)))
        .hasSize(QuestionShape.COUNT)
        .allMatch(Double::isFinite);
  }

  private static ReplyShape shape(String reply) {
    return ReplyShape.of(QUESTION, reply, FinalAnswer.of(reply));
  }

  private static Offset<Double> offset() {
    return Offset.offset(1e-9);
  }
}
