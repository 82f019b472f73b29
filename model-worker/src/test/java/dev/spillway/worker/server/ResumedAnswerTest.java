package dev.spillway.worker.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.TinyVocabulary;
import dev.spillway.testkit.WeightType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An answer that one worker begins and another goes on with, from its tokens alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumedAnswerTest {
  private static final String QUESTION = "hello world";

  /** Of these tokens, half are bytes of longer characters. */
  private static final Sampling SEEDED =
      new Sampling(2f, 1f, OptionalLong.of(3), List.of(), OptionalInt.of(60));

  private TestWorker first;
  private TestWorker second;

  @BeforeAll
  void start(@TempDir Path one, @TempDir Path two) {
    first = TestWorker.of(one, TinyLlama.of(WeightType.F16), Map.of());
    second = TestWorker.of(two, TinyLlama.of(WeightType.F16), Map.of());
  }

  @AfterAll
  void stop() {
    first.close();
    second.close();
  }

  @Test
  void law_one_answer_greedy_resumed_after_any_token() {
    assertSameWhereverResumed(Sampling.GREEDY.withMaxTokens(40));
  }

  @Test
  void law_one_answer_with_a_seed_resumed_after_any_token_also_within_a_character() {
    var tokens = assertSameWhereverResumed(SEEDED);
    assertThat(tokens).as("breaks within a character").anyMatch(token -> token.text().isEmpty());
    assertThat(tokens)
        .as("breaks within a character that is whole in the end")
        .anyMatch(token -> token.text().codePoints().anyMatch(c -> c >= 0x80 && c != 0xFFFD));
  }

  @Test
  void law_one_answer_with_a_stop_string_resumed_after_any_token_also_within_the_string() {
    var text = TestWorker.text(first.answer(TestWorker.request(QUESTION, SEEDED)));
    var stop = text.substring(text.length() - 6, text.length() - 2);
    var stopped = new Sampling(2f, 1f, OptionalLong.of(3), List.of(stop), OptionalInt.of(60));
    var events = first.answer(TestWorker.request(QUESTION, stopped));
    assertThat(TestWorker.text(events)).isEqualTo(text.substring(0, text.indexOf(stop)));
    assertSameWhereverResumed(stopped);
  }

  @Test
  void law_one_answer_with_the_beginning_of_a_stop_string_that_was_held_back_to_the_end() {
    var text = TestWorker.text(first.answer(TestWorker.request(QUESTION, SEEDED)));
    var stop = text.substring(text.length() - 3) + "...";
    var held = new Sampling(2f, 1f, OptionalLong.of(3), List.of(stop), OptionalInt.of(60));
    assertThat(end(first.answer(TestWorker.request(QUESTION, held))).tail()).isNotEmpty();
    assertSameWhereverResumed(held);
  }

  @Test
  void law_one_answer_with_penalties_and_alternatives_resumed_after_any_token() {
    var penalised =
        new Sampling(0.7f, 1f, OptionalLong.of(3), List.of(), OptionalInt.of(40), 0.8f, 0.4f, 3);
    var tokens = assertSameWhereverResumed(penalised);
    assertThat(tokens).allSatisfy(token -> assertThat(token.top()).hasSize(3));
    var plain = new Sampling(0.7f, 1f, OptionalLong.of(3), List.of(), OptionalInt.of(40));
    assertThat(TestWorker.tokens(first.answer(TestWorker.request(QUESTION, plain))))
        .extracting(GenerateEvent.Token::id)
        .as("penalties matter")
        .isNotEqualTo(tokens.stream().map(GenerateEvent.Token::id).toList());
  }

  /**
   * Resumes after each token, the last one included, after which only the end is missing. Returns
   * the tokens of the undisturbed answer.
   */
  private List<GenerateEvent.Token> assertSameWhereverResumed(Sampling sampling) {
    var request = TestWorker.request(QUESTION, sampling);
    var whole = first.answer(request);
    var tokens = TestWorker.tokens(whole);
    var ids = tokens.stream().map(GenerateEvent.Token::id).toList();
    for (int known = 1; known <= ids.size(); known++) {
      var events = second.answer(request.goingOnAfter(ids.subList(0, known), fingerprint()));
      assertThat(events.getFirst())
          .isInstanceOfSatisfying(
              GenerateEvent.Started.class, new AfterTokens(promptTokens(whole), known)::check);
      assertThat(TestWorker.tokens(events))
          .as("after %d tokens", known)
          .isEqualTo(tokens.subList(known, tokens.size()));
      assertThat(end(events).tail()).isEqualTo(end(whole).tail());
      assertThat(end(events).reason()).isEqualTo(end(whole).reason());
      assertThat(end(events).usage().promptTokens()).isEqualTo(promptTokens(whole));
      assertThat(end(events).usage().completionTokens()).isEqualTo(ids.size());
    }
    return tokens;
  }

  private record AfterTokens(int promptTokens, int known) {
    void check(GenerateEvent.Started started) {
      assertThat(started.usage().promptTokens()).isEqualTo(promptTokens);
      assertThat(started.answeredTokens()).isEqualTo(known);
      assertThat(started.usage().cachedTokens()).isBetween(0, promptTokens);
    }
  }

  @Test
  void an_answer_that_the_model_had_ended_gets_its_end_at_once() {
    var events = resume(SEEDED, 5, TinyVocabulary.endOfTurn());
    assertThat(events).hasSize(2);
    assertThat(end(events).reason()).isEqualTo(FinishReason.STOP);
    assertThat(end(events).usage().completionTokens()).isEqualTo(2);
  }

  @Test
  void an_answer_that_was_as_long_as_it_may_be_gets_its_end_at_once() {
    var events = resume(SEEDED.withMaxTokens(2), 5, 6);
    assertThat(events).hasSize(2);
    assertThat(end(events).reason()).isEqualTo(FinishReason.LENGTH);
    assertThat(end(events).usage().completionTokens()).isEqualTo(2);
  }

  @Test
  void tokens_that_cannot_be_of_the_answer_are_refused() {
    assertRefused(SEEDED, -1);
    assertRefused(SEEDED, TinyVocabulary.size());
    assertRefused(SEEDED.withMaxTokens(2), 5, 6, 7);
    assertRefused(SEEDED, TinyVocabulary.endOfTurn(), 5);
    var stop = new Sampling(2f, 1f, OptionalLong.of(3), List.of("AB"), OptionalInt.empty());
    assertRefused(stop, 'A', 'B', 'C');
  }

  @Test
  void tokens_of_another_model_are_refused() {
    var request = TestWorker.request(QUESTION, SEEDED).goingOnAfter(List.of(5), "0".repeat(64));
    assertThatThrownBy(() -> second.answer(request))
        .isInstanceOfSatisfying(
            SpillwayException.class,
            thrown -> assertThat(thrown.kind().param()).contains("answered"));
  }

  @Test
  void tokens_of_a_worker_that_rounds_keys_and_values_are_refused(@TempDir Path third) {
    var rounding =
        TestWorker.of(third, TinyLlama.of(WeightType.F16), Map.of("spillway.worker.kv-type", "q8"));
    try (rounding) {
      var request = TestWorker.request(QUESTION, SEEDED).goingOnAfter(List.of(5), fingerprint());
      assertThatThrownBy(() -> rounding.answer(request))
          .isInstanceOfSatisfying(
              SpillwayException.class,
              thrown -> assertThat(thrown.kind().param()).contains("answered"));
    }
  }

  @Test
  void more_tokens_than_the_context_has_room_for_are_refused() {
    var many = Collections.nCopies(400, 5).stream().mapToInt(Integer::intValue).toArray();
    assertRefused(Sampling.GREEDY, many);
  }

  private void assertRefused(Sampling sampling, int... answered) {
    assertThatThrownBy(() -> resume(sampling, answered))
        .isInstanceOfSatisfying(
            SpillwayException.class,
            thrown -> {
              assertThat(thrown.kind()).isInstanceOf(ErrorKind.InvalidValue.class);
              assertThat(thrown.kind().param()).contains("answered");
            });
  }

  private List<GenerateEvent> resume(Sampling sampling, int... answered) {
    var known = Arrays.stream(answered).boxed().toList();
    return second.answer(TestWorker.request(QUESTION, sampling).goingOnAfter(known, fingerprint()));
  }

  /** Of the first worker's model. */
  private String fingerprint() {
    return first.models.get(TestWorker.MODEL).info().fingerprint();
  }

  private static int promptTokens(List<GenerateEvent> events) {
    return ((GenerateEvent.Started) events.getFirst()).usage().promptTokens();
  }

  private static GenerateEvent.Finished end(List<GenerateEvent> events) {
    return (GenerateEvent.Finished) events.getLast();
  }
}
