package dev.spillway.cache.similar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.cache.ResponseKey;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearQuestionsTest {
  private static final String CONTEXT = "context";
  private static final long MUCH = 1_000_000;

  private final NearQuestions subject = new NearQuestions(3, MUCH);

  private static ResponseKey key(String namespace, int number) {
    return new ResponseKey(namespace, "%064d".formatted(number));
  }

  @Test
  void near_questions_come_nearest_first_with_the_cosine() {
    subject.add(CONTEXT, new float[] {1, 0}, "east", key("n", 1));
    subject.add(CONTEXT, new float[] {0, 3}, "north", key("n", 2));
    subject.add(CONTEXT, new float[] {2, 2}, "north-east", key("n", 3));
    var near = subject.near("n", CONTEXT, new float[] {5, 1}, 0.5, 10);
    assertThat(near).extracting(NearQuestions.Near::text).containsExactly("east", "north-east");
    assertThat(near.getFirst().cosine()).isCloseTo(5 / Math.sqrt(26), within(1e-6));
    assertThat(subject.near("n", CONTEXT, new float[] {5, 1}, 0.5, 1)).hasSize(1);
  }

  @Test
  void the_cosine_takes_all_numbers_into_account() {
    var one = new float[19];
    var other = new float[19];
    IntStream.range(0, 19).forEach(i -> one[i] = other[i] = 1);
    other[18] = -1;
    other[3] = -1;
    subject.add(CONTEXT, one, "one", key("n", 1));
    assertThat(subject.near("n", CONTEXT, other, 0, 1).getFirst().cosine())
        .isCloseTo(15 / 19.0, within(1e-6));
  }

  @Test
  void law_tenants_do_not_meet_a_question_is_found_in_its_namespace_and_context_alone() {
    subject.add(CONTEXT, new float[] {1, 0}, "east", key("n", 1));
    assertThat(subject.near("n", CONTEXT, new float[] {1, 0}, 0.9, 9)).hasSize(1);
    assertThat(subject.near("other", CONTEXT, new float[] {1, 0}, 0.9, 9)).isEmpty();
    assertThat(subject.near("n", "another context", new float[] {1, 0}, 0.9, 9)).isEmpty();
  }

  @Test
  void law_bounded_everything_the_oldest_question_of_a_tenant_that_has_too_many_goes() {
    IntStream.range(0, 5)
        .forEach(i -> subject.add(CONTEXT, new float[] {1, i}, "q" + i, key("n", i)));
    assertThat(subject.near("n", CONTEXT, new float[] {1, 3}, -1, 9))
        .extracting(NearQuestions.Near::text)
        .containsExactlyInAnyOrder("q2", "q3", "q4");
    assertThat(subject.size()).isEqualTo(3);
  }

  @Test
  void law_bounded_everything_where_bytes_are_short_the_tenant_that_holds_most_gives_way() {
    subject.add(CONTEXT, new float[] {1, 0}, "one", key("modest", 0));
    var each = subject.bytes();
    assertThat(each).isGreaterThan(400);
    var small = new NearQuestions(1_000, 10 * each);
    small.add(CONTEXT, new float[] {1, 0}, "one", key("modest", 0));
    IntStream.range(1, 100)
        .forEach(i -> small.add(CONTEXT, new float[] {1, 0}, "one", key("greedy", i)));
    assertThat(small.bytes()).isLessThanOrEqualTo(10 * each);
    assertThat(small.size()).isEqualTo(10);
    assertThat(small.near("modest", CONTEXT, new float[] {1, 0}, 0.9, 9)).hasSize(1);
    assertThat(small.near("greedy", CONTEXT, new float[] {1, 0}, 0.9, 99))
        .extracting(near -> near.key().hash())
        .contains(key("greedy", 99).hash())
        .doesNotContain(key("greedy", 1).hash());
  }

  @Test
  void a_question_is_there_once_and_can_be_forgotten() {
    subject.add(CONTEXT, new float[] {1, 0}, "east", key("n", 1));
    subject.add(CONTEXT, new float[] {1, 0}, "east", key("n", 1));
    assertThat(subject.size()).isEqualTo(1);
    subject.forget(key("n", 1));
    subject.forget(key("unknown", 1));
    assertThat(subject.size()).isZero();
    assertThat(subject.bytes()).isZero();
  }

  @Test
  void vectors_of_another_length_or_of_no_direction_are_near_to_nothing() {
    subject.add(CONTEXT, new float[] {1, 0}, "east", key("n", 1));
    assertThat(subject.near("n", CONTEXT, new float[] {1, 0, 0}, 0.1, 9)).isEmpty();
    assertThat(subject.near("n", CONTEXT, new float[] {0, 0}, 0.1, 9)).isEmpty();
    assertThat(subject.near("n", CONTEXT, new float[] {3e38f, 3e38f}, 2, 9)).isEmpty();
  }
}
