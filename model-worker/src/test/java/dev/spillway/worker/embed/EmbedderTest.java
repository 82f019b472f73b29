package dev.spillway.worker.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Embeddings;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With the real model. */
class EmbedderTest {
  private final Embedder subject = new Embedder(true);

  @AfterEach
  void close() {
    subject.close();
  }

  @Test
  void texts_of_like_meaning_have_vectors_of_like_direction() {
    var texts =
        await(
            subject.embed(
                List.of(
                    "What is the capital of France?",
                    "Which city is the capital of France?",
                    "How do I reset my password?")));
    assertThat(texts.model()).isEqualTo("all-minilm-l6-v2-q");
    assertThat(texts.each()).hasSize(3).allMatch(each -> each.vector().length == 384);
    assertThat(texts.each().getFirst().tokens()).isEqualTo(7);
    assertThat(cosine(texts, 0, 1)).isGreaterThan(0.85);
    assertThat(cosine(texts, 0, 2)).isLessThan(0.4);
  }

  @Test
  void an_opposite_is_as_near_as_a_paraphrase_which_is_why_words_are_compared_as_well() {
    var texts =
        await(
            subject.embed(
                List.of(
                    "How do I enable 2FA?", "How do I disable 2FA?", "How can I turn on 2FA?")));
    assertThat(cosine(texts, 0, 1)).isGreaterThan(cosine(texts, 0, 2));
  }

  @Test
  void the_same_text_has_the_same_vector_whatever_comes_with_it() {
    var alone = await(subject.embed(List.of("17 + 25")));
    var together = await(subject.embed(List.of("something else", "17 + 25")));
    assertThat(together.each().getLast()).isEqualTo(alone.each().getFirst());
  }

  @Test
  void nothing_is_loaded_before_a_text_comes_and_not_for_one_that_is_refused() {
    for (var texts :
        List.of(
            List.<String>of(),
            List.of(""),
            List.of("a", " "),
            List.of("x".repeat(Embedder.MAX_CHARACTERS + 1)),
            Collections.nCopies(Embedder.MAX_TEXTS + 1, "x"))) {
      assertThat(kind(subject.embed(texts))).isInstanceOf(ErrorKind.InvalidValue.class);
    }
    assertThat(subject.state()).isEqualTo(Embedder.State.IDLE);
    await(subject.embed(List.of("x".repeat(Embedder.MAX_CHARACTERS))));
    assertThat(subject.state()).isEqualTo(Embedder.State.READY);
    assertThat(subject.texts()).isEqualTo(1);
    assertThat(subject.nanos()).isPositive();
  }

  @Test
  void law_bounded_everything_too_many_calls_at_once_are_refused() throws Exception {
    var gate = new CountDownLatch(1);
    try (var slow =
        new Embedder(
            true,
            () -> {
              awaitGate(gate);
              return MiniLm.load();
            })) {
      var calls =
          IntStream.range(0, 70)
              .mapToObj(i -> slow.embed(List.of("text " + i)).toCompletableFuture())
              .toList();
      // One that is being embedded, and 64 that wait.
      assertThat(calls.subList(65, 70))
          .allMatch(call -> kind(call) instanceof ErrorKind.Overloaded);
      gate.countDown();
      calls.subList(0, 65).forEach(call -> assertThat(await(call).each()).hasSize(1));
    }
  }

  @Test
  void law_no_silent_slow_path_what_cannot_be_loaded_is_tried_once_and_shows() {
    var tries = new AtomicInteger();
    try (var broken =
        new Embedder(
            true,
            () -> {
              tries.incrementAndGet();
              throw new UnsatisfiedLinkError("no native code");
            })) {
      for (var i = 0; i < 3; i++) {
        assertThat(kind(broken.embed(List.of("text"))))
            .isEqualTo(new ErrorKind.WorkerFailed("this worker does not embed"));
      }
      assertThat(broken.state()).isEqualTo(Embedder.State.ABSENT);
      assertThat(tries).hasValue(1);
    }
  }

  @Test
  void a_worker_that_shall_not_embed_does_not() {
    try (var off = new Embedder(false)) {
      assertThat(kind(off.embed(List.of("text")))).isInstanceOf(ErrorKind.WorkerFailed.class);
      assertThat(off.state()).isEqualTo(Embedder.State.OFF);
    }
  }

  private static void awaitGate(CountDownLatch gate) {
    try {
      assertThat(gate.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static ErrorKind kind(CompletionStage<?> failing) {
    return await(failing.handle((value, failure) -> SpillwayException.kindOf(failure)));
  }

  private static double cosine(Embeddings texts, int one, int other) {
    var a = texts.each().get(one).vector();
    var b = texts.each().get(other).vector();
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }
}
