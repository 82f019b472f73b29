package dev.spillway.gateway.meaning;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Embedding;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.router.learn.Meaning;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.DoubleConsumer;

/**
 * What questions mean, as a worker embeds them: one for a request that waits for it, or all that a
 * router is learned from.
 *
 * <p>A worker embeds one text after the other, some milliseconds each. Those for learning are asked
 * for a few at a time, and the next when these are there, so that a request's question waits behind
 * a few at most.
 */
public final class QuestionMeanings {
  /** Texts of a call for learning. */
  private static final int FEW = 4;

  private static final int TRIES = 5;

  private final BiFunction<List<String>, Duration, CompletionStage<Embeddings>> embedder;
  private final Duration timeout;
  private final Duration learningTimeout;
  private final Duration pause;

  /**
   * @param embedder as {@link dev.spillway.gateway.workers.Embedders#embed}
   * @param timeout of one text
   * @param learningTimeout of a few
   * @param pause before those are asked for again, longer each time
   */
  public QuestionMeanings(
      BiFunction<List<String>, Duration, CompletionStage<Embeddings>> embedder,
      Duration timeout,
      Duration learningTimeout,
      Duration pause) {
    this.embedder = embedder;
    this.timeout = timeout;
    this.learningTimeout = learningTimeout;
    this.pause = pause;
  }

  /**
   * Of one question; empty if the worker said nothing of use. May fail.
   *
   * @param text what is to be embedded of it
   */
  CompletionStage<Optional<Meaning>> of(String text) {
    return embedder.apply(List.of(text), timeout).thenApply(QuestionMeanings::first);
  }

  /**
   * Of many, in their order. A call that fails is tried again a few times; then all fails, with a
   * {@link SpillwayException} that says why.
   *
   * @param texts what is to be embedded of them
   * @param progress hears which share is done; may throw to end it
   */
  public Uni<List<Meaning>> of(List<String> texts, DoubleConsumer progress) {
    var all = new ArrayList<Meaning>(texts.size());
    return Multi.createFrom()
        .range(0, (texts.size() + FEW - 1) / FEW)
        .onItem()
        .transformToUniAndConcatenate(
            number -> {
              progress.accept(all.size() / (double) texts.size());
              int from = number * FEW;
              return few(texts.subList(from, Math.min(texts.size(), from + FEW)));
            })
        .invoke(all::addAll)
        .collect()
        .last()
        .replaceWith(() -> List.copyOf(all));
  }

  private Uni<List<Meaning>> few(List<String> texts) {
    return Uni.createFrom()
        .completionStage(() -> embedder.apply(texts, learningTimeout))
        .map(
            embeddings ->
                embeddings.each().stream()
                    .map(each -> meaning(embeddings.model(), each).orElseThrow(this::useless))
                    .toList())
        .onFailure()
        .retry()
        .withBackOff(pause, pause.multipliedBy(8))
        .atMost(TRIES - 1)
        .onFailure()
        .transform(
            failure ->
                new SpillwayException(
                    new ErrorKind.WorkerFailed(
                        "the questions are not embedded: no worker does it, or none has time"),
                    failure));
  }

  private SpillwayException useless() {
    return new SpillwayException(new ErrorKind.WorkerFailed("an embedding points nowhere"));
  }

  /** Of the first text; empty if its embedding points nowhere. */
  public static Optional<Meaning> first(Embeddings embeddings) {
    return meaning(embeddings.model(), embeddings.each().getFirst());
  }

  private static Optional<Meaning> meaning(String model, Embedding embedding) {
    try {
      return Optional.of(Meaning.of(model, embedding.vector()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
