package dev.spillway.gateway.meaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Embedding;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.router.learn.Meaning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuestionMeaningsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(1);

  private final List<List<String>> calls = new ArrayList<>();

  /** How many calls fail before any is answered. */
  private int failing;

  private final QuestionMeanings subject = new QuestionMeanings(this::embed, SHORT, LONG, SHORT);

  /** A text is a number, which its embedding points to. */
  private CompletionStage<Embeddings> embed(List<String> texts, Duration timeout) {
    calls.add(texts);
    if (failing-- > 0) {
      return CompletableFuture.failedFuture(
          new SpillwayException(new ErrorKind.WorkerFailed("told to")));
    }
    return CompletableFuture.completedFuture(
        new Embeddings("m", texts.stream().map(QuestionMeaningsTest::vector).toList()));
  }

  private static Embedding vector(String text) {
    return new Embedding(new float[] {1, Integer.parseInt(text)}, 1);
  }

  private static Meaning meaning(int number) {
    return Meaning.of("m", new float[] {1, number});
  }

  private static List<String> texts(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  private List<Meaning> all(int count) {
    return subject.of(texts(count), share -> {}).await().atMost(LONG);
  }

  @Test
  void many_are_embedded_a_few_at_a_time_and_keep_their_order() {
    var shares = new ArrayList<Double>();
    var all = subject.of(texts(10), shares::add).await().atMost(LONG);
    assertThat(all).isEqualTo(IntStream.range(0, 10).mapToObj(i -> meaning(i)).toList());
    assertThat(calls).extracting(List::size).containsExactly(4, 4, 2);
    assertThat(shares).containsExactly(0.0, 0.4, 0.8);
  }

  @Test
  void a_call_that_fails_is_tried_again() {
    failing = 3;
    assertThat(all(3)).hasSize(3);
    assertThat(calls).hasSize(4);
  }

  @Test
  void where_nobody_embeds_it_is_said_after_a_few_tries() {
    failing = 1_000;
    assertThatThrownBy(() -> all(6))
        .isInstanceOf(SpillwayException.class)
        .hasMessageContaining("the questions are not embedded");
    assertThat(calls).hasSize(5);
  }

  @Test
  void whoever_hears_of_the_progress_can_end_it() {
    var end = new CancellationException();
    assertThatThrownBy(
            () ->
                subject
                    .of(
                        texts(100),
                        share -> {
                          if (share > 0.1) {
                            throw end;
                          }
                        })
                    .await()
                    .atMost(LONG))
        .isSameAs(end);
    assertThat(calls).hasSize(3);
  }

  @Test
  void an_embedding_that_points_nowhere_tells_nothing() {
    var nowhere = new Embeddings("m", List.of(new Embedding(new float[] {0, 0}, 1)));
    assertThat(QuestionMeanings.first(nowhere)).isEmpty();
  }
}
