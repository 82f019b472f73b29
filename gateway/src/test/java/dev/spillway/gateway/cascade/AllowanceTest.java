package dev.spillway.gateway.cascade;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Replies that are paid for as they come, of workers that tell tokens and that do not. */
class AllowanceTest {
  private static final int PROMPT = 10;

  /** Of a piece that counts as four tokens. */
  private static final String SIXTEEN = "sixteen letters ";

  private final StubWorker worker = new StubWorker("worker", "m0");
  private final Bench bench = new Bench(1, List.of(worker));
  private final Money each = bench.tiers.getFirst().price().perCompletionToken();

  @Test
  void pieces_of_text_cost_what_their_length_suggests_and_the_whole_answer_comes() {
    worker.says(pieces(500, 500));
    var purse = ask(10_000);
    assertThat(bench.answer.text()).hasSize(500 * SIXTEEN.length());
    assertThat(bench.answer.finished().usage()).isEqualTo(new Usage(PROMPT, 0, 500));
    assertThat(purse.paid).isEqualTo(each.times(PROMPT + 500));
  }

  @Test
  void law_money_is_exact_no_token_is_said_that_is_not_covered() {
    var script = Script.started(PROMPT, 0);
    for (int i = 0; i < 1_000; i++) {
      script.token("word ", 0.99);
    }
    worker.says(script.finish());
    var purse = ask(600);
    assertThat(bench.answer.failure).isInstanceOf(ErrorKind.InsufficientQuota.class);
    assertThat(purse.paid).as("every token that was covered was said").isEqualTo(purse.covered);
    assertThat(each.times(PROMPT + bench.answer.text().length() / 5)).isEqualTo(purse.paid);
  }

  @Test
  void pieces_that_are_not_covered_end_the_answer_near_the_budget() {
    worker.says(pieces(1_000, 4_000));
    var purse = ask(PROMPT + 1_000);
    assertThat(bench.answer.failure).isInstanceOf(ErrorKind.InsufficientQuota.class);
    long over = (purse.paid.picoUsd() - purse.covered.picoUsd()) / each.picoUsd();
    assertThat(over).as("tokens beyond what was covered, of a piece each").isBetween(-4L, 4L);
  }

  @Test
  void an_answer_that_ends_within_what_is_covered_is_whole_although_no_more_was_to_be_had() {
    worker.says(pieces(140, 560));
    var purse = ask(600);
    assertThat(purse.refused).isPositive();
    assertThat(bench.answer.failure).isNull();
    assertThat(bench.answer.text()).hasSize(140 * SIXTEEN.length());
  }

  @Test
  void what_an_engine_tells_at_the_end_is_paid_also_where_it_is_more_than_was_covered() {
    worker.says(pieces(10, 5_000));
    var purse = ask(PROMPT + 1_000);
    assertThat(bench.answer.failure).isNull();
    assertThat(purse.paid).isEqualTo(each.times(PROMPT + 5_000));
  }

  @Test
  void while_more_money_is_asked_for_the_reply_goes_on_by_what_was_asked_of_it() {
    worker.says(pieces(1_000, 4_000));
    var purse = new Limited(Long.MAX_VALUE);
    purse.answers = false;
    run(purse);
    assertThat(each.times(PROMPT + bench.answer.text().length() / 4))
        .as("all that is covered, but for a piece")
        .isBetween(new Money(purse.covered.picoUsd() - each.times(4).picoUsd()), purse.covered);
    purse.answers = true;
    while (!purse.asked.isEmpty()) {
      purse.asked.removeFirst().run();
      bench.loop.run();
    }
    assertThat(bench.answer.text()).hasSize(1_000 * SIXTEEN.length());
  }

  @Test
  void a_prompt_with_more_tokens_than_were_covered_is_asked_for_and_ends_the_reply_if_refused() {
    var script = Script.started(2_000, 0);
    for (int i = 0; i < 20; i++) {
      script.token("word ", 0.99);
    }
    worker.says(script.finish());
    ask(3_000);
    assertThat(bench.answer.failure).isNull();
    assertThat(bench.answer.text()).hasSize(20 * 5);

    var poor = new Bench(1, List.of(worker));
    poor.answers()
        .answer(poor.request("r", "", Sampling.GREEDY, true), new Limited(1_000), poor.loop)
        .subscribe(poor.answer);
    poor.demand(Long.MAX_VALUE);
    assertThat(poor.answer.failure).isInstanceOf(ErrorKind.InsufficientQuota.class);
  }

  /** Of an engine without log-probabilities, which says at the end how many tokens it were. */
  private static Script pieces(int pieces, int tokens) {
    var script = Script.started(PROMPT, 0);
    for (int i = 0; i < pieces; i++) {
      script.say(new GenerateEvent.Token(0, Float.NaN, SIXTEEN));
    }
    return script
        .say(
            new GenerateEvent.Finished(
                FinishReason.STOP, "", new Usage(PROMPT, 0, tokens), Optional.empty()))
        .end();
  }

  private Limited ask(long tokens) {
    var purse = new Limited(tokens);
    run(purse);
    return purse;
  }

  private void run(Limited purse) {
    bench
        .answers()
        .answer(bench.request("r", "", Sampling.GREEDY, true), purse, bench.loop)
        .subscribe(bench.answer);
    requireNonNull(bench.answer.subscription).request(Long.MAX_VALUE);
    bench.loop.run();
  }

  /**
   * Covers what it was asked for, up to a budget of so many tokens; the first question, which is
   * for more than is used, always.
   */
  private final class Limited implements Purse {
    private final Money budget;
    private final List<Runnable> asked = new ArrayList<>();
    private boolean answers = true;
    private boolean first = true;
    private int refused;
    private Money covered = Money.ZERO;
    private Money paid = Money.ZERO;

    Limited(long tokens) {
      budget = tokens == Long.MAX_VALUE ? new Money(tokens) : each.times(tokens);
    }

    @Override
    public boolean covers(Money total) {
      return total.compareTo(covered) <= 0;
    }

    @Override
    public long affordable(Money spent, Money each) {
      return Math.max(0, covered.picoUsd() - spent.picoUsd()) / each.picoUsd();
    }

    @Override
    public void cover(Money total, Consumer<Optional<ErrorKind>> then) {
      var begins = first;
      first = false;
      if (!answers && !begins) {
        asked.add(() -> answer(total, then));
      } else {
        answer(total, then);
      }
    }

    private void answer(Money total, Consumer<Optional<ErrorKind>> then) {
      if (total.compareTo(budget) <= 0) {
        covered = total;
        then.accept(Optional.empty());
      } else {
        refused++;
        then.accept(Optional.of(new ErrorKind.InsufficientQuota("none left", Duration.ZERO)));
      }
    }

    @Override
    public void paid(Tier tier, Usage usage, Money amount) {
      paid = paid.plus(amount);
    }

    @Override
    public void close() {}
  }
}
