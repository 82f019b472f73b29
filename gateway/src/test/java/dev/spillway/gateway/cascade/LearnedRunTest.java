package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.policy.Questions;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.routing.CascadeRouter;
import dev.spillway.router.routing.CascadeTrainer;
import dev.spillway.router.routing.Example;
import dev.spillway.router.routing.Example.Reply;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that go by a router which has learned that small can name capitals and cannot add. */
class LearnedRunTest {
  private static final double PRICE = 1e-5;
  private static final double WORTH = 2e-4;

  private static CascadeRouter router;

  private final StubWorker small = new StubWorker("a", "m0");
  private final StubWorker large = new StubWorker("b", "m1");

  @BeforeAll
  static void learn() {
    var random = new Random(4);
    var examples = new ArrayList<Example>();
    for (int i = 0; i < 400; i++) {
      boolean sum = i % 3 == 0;
      boolean sure = !sum && random.nextInt(4) > 0;
      double right = sum ? 0.02 : sure ? 0.98 : 0.1;
      var question = List.of(new ChatMessage(Role.USER, sum ? "add these" : "name the capital"));
      examples.add(
          new Example(
              Questions.text(question),
              List.of(
                  new Reply(
                      "it is so",
                      random.nextDouble() < right ? 1 : 0,
                      PRICE,
                      Optional.of(AnswerStatistics.EMPTY.plus(sure ? -0.01f : -2f))),
                  new Reply("it is so", 1, 10 * PRICE, Optional.empty()))));
    }
    router = CascadeTrainer.read(examples).router();
  }

  private Bench bench(String question) {
    var bench = new Bench(2, List.of(small, large), new Rule.Learned("r", router, WORTH));
    bench.question = question;
    return bench;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_question_beyond_small_goes_to_large_alone(boolean streamed) {
    var bench = bench("add these");
    bench.askAndRun(streamed);
    assertThat(small.calls()).isEmpty();
    assertThat(bench.answer.text()).isEqualTo("Hello there");
    var decision = bench.answer.finished().decision();
    assertThat(decision.tier().name()).isEqualTo("t1");
    assertThat(decision.escalations()).isZero();
    assertThat(decision.confidence()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_answer_that_small_is_sure_of_is_given_with_its_probability(boolean streamed) {
    small.says(Script.answer(0.99, "it is so"));
    var bench = bench("name the capital");
    bench.askAndRun(streamed);
    assertThat(bench.answer.text()).isEqualTo("it is so");
    assertThat(large.calls()).isEmpty();
    assertThat(bench.answer.finished().decision().confidence().orElseThrow()).isGreaterThan(0.9);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_answer_that_small_doubts_is_replaced_by_larges(boolean streamed) {
    small.says(Script.answer(0.1, "it is so"));
    var bench = bench("name the capital");
    bench.askAndRun(streamed);
    assertThat(bench.answer.text()).isEqualTo("Hello there");
    var decision = bench.answer.finished().decision();
    assertThat(decision.escalations()).isEqualTo(1);
    assertThat(decision.confidence().orElseThrow()).isLessThan(0.5);
  }

  @Test
  void smalls_answer_is_given_whole_and_once_where_large_breaks_before_its_first_token() {
    small.says(Script.answer(0.1, "it is so"));
    large.says(Script.started(10, 0).fail(new ErrorKind.WorkerFailed("x")));
    var bench = bench("name the capital");
    bench.askAndRun(true);
    assertThat(bench.answer.text()).isEqualTo("it is so");
    assertThat(bench.answer.finished().decision().tier().name()).isEqualTo("t0");
  }
}
