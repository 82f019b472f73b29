package dev.spillway.gateway.workers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Embedding;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.testkit.StubWorker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EmbeddersTest {
  private static final Duration REST = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Embeddings VECTOR =
      new Embeddings("m", List.of(new Embedding(new float[] {1}, 1)));

  private final StubWorker one = new StubWorker("one", "a");
  private final StubWorker other = new StubWorker("other", "a");
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Embedders subject =
      new TestPool(List.of(one, other)).embedders(REST, meters, now::get);
  private final AtomicInteger asked = new AtomicInteger();

  private ErrorKind fails(Duration patience) {
    return subject
        .embed(List.of("text"), patience)
        .toCompletableFuture()
        .handle(
            (vector, failure) ->
                SpillwayException.kindOf(
                    failure instanceof CompletionException wrapped
                        ? requireNonNull(wrapped.getCause())
                        : failure))
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }

  private Embeddings embeds() {
    return subject
        .embed(List.of("text"), PATIENCE)
        .toCompletableFuture()
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }

  private double count(String outcome) {
    return meters.get("spillway.embeddings").tag("outcome", outcome).counter().count();
  }

  @Test
  void workers_embed_in_turn() {
    one.embeds(texts -> count(1));
    other.embeds(texts -> count(100));
    embeds();
    embeds();
    assertThat(asked).hasValue(101);
    assertThat(count("done")).isEqualTo(2);
  }

  private CompletableFuture<Embeddings> count(int by) {
    asked.addAndGet(by);
    return CompletableFuture.completedFuture(VECTOR);
  }

  @Test
  void a_worker_that_does_not_embed_is_left_alone_for_a_while() {
    other.embeds(texts -> CompletableFuture.completedFuture(VECTOR));
    one.embeds(
        texts -> {
          asked.incrementAndGet();
          throw new IllegalStateException("broken");
        });
    assertThat(fails(PATIENCE)).isInstanceOf(ErrorKind.WorkerFailed.class);
    for (int i = 0; i < 4; i++) {
      assertThat(embeds()).isEqualTo(VECTOR);
    }
    assertThat(asked).hasValue(1);
    now.addAndGet(REST.toNanos());
    one.embeds(texts -> count(1));
    embeds();
    embeds();
    assertThat(asked).hasValue(2);
  }

  @Test
  void a_worker_that_says_nothing_is_not_waited_for() {
    one.embeds(texts -> new CompletableFuture<>());
    other.embeds(texts -> new CompletableFuture<>());
    assertThat(fails(Duration.ofMillis(1))).isInstanceOf(ErrorKind.WorkerFailed.class);
    assertThat(fails(Duration.ofMillis(1))).isInstanceOf(ErrorKind.WorkerFailed.class);
    assertThat(fails(PATIENCE)).isEqualTo(new ErrorKind.WorkerFailed("no worker embeds now"));
    assertThat(count("slow")).isEqualTo(2);
    assertThat(count("none")).isEqualTo(1);
  }

  @Test
  void a_worker_that_says_more_or_less_than_was_asked_is_not_believed() {
    one.embeds(texts -> CompletableFuture.completedFuture(new Embeddings("m", List.of())));
    assertThat(fails(PATIENCE)).isInstanceOf(ErrorKind.WorkerFailed.class);
    assertThat(count("failed")).isEqualTo(1);
  }

  @Test
  void a_text_that_cannot_be_embedded_is_not_the_worker_s_fault() {
    var wrong = new ErrorKind.InvalidValue("texts", "texts must not be empty");
    one.embeds(texts -> CompletableFuture.failedFuture(new SpillwayException(wrong)));
    other.embeds(texts -> CompletableFuture.failedFuture(new SpillwayException(wrong)));
    for (int i = 0; i < 4; i++) {
      assertThat(fails(PATIENCE)).isEqualTo(wrong);
    }
    assertThat(count("refused")).isEqualTo(4);
  }

  @Test
  void a_worker_with_too_much_to_do_says_so_and_rests_as_long_as_it_wants() {
    var full = new ErrorKind.Overloaded("full", Duration.ofMillis(100));
    one.embeds(texts -> CompletableFuture.failedFuture(new SpillwayException(full)));
    other.embeds(texts -> CompletableFuture.failedFuture(new SpillwayException(full)));
    assertThat(fails(PATIENCE)).isEqualTo(full);
    assertThat(subject.available()).isTrue();
    assertThat(fails(PATIENCE)).isEqualTo(full);
    assertThat(subject.available()).isFalse();
    assertThat(count("full")).isEqualTo(2);
    now.addAndGet(Duration.ofMillis(100).toNanos());
    assertThat(subject.available()).isTrue();
  }

  @Test
  void a_worker_that_is_away_is_not_asked() {
    one.describing(false);
    other.describing(false);
    var away = new TestPool(List.of(one, other)).embedders(REST, meters, now::get);
    one.embeds(texts -> count(1));
    assertThat(away.embed(List.of("text"), PATIENCE)).isCompletedExceptionally();
    assertThat(asked).hasValue(0);
  }
}
