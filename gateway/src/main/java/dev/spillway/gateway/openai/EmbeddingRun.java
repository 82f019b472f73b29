package dev.spillway.gateway.openai;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Embedding;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.cascade.Loop;
import dev.spillway.gateway.cascade.Purse;
import dev.spillway.gateway.config.EmbeddingTiers.EmbeddingTier;
import dev.spillway.gateway.workers.Embedders;
import dev.spillway.router.Money;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/**
 * Has the texts of one request embedded, a few at a time, so that a worker serves others in
 * between. A worker that fails is followed by another while there is one, so often. All of it
 * happens on the request's loop.
 *
 * <p>Law "money is exact": each part is paid once it is embedded, also where a later one fails, and
 * the purse is closed once, whatever the end.
 */
final class EmbeddingRun {
  /** Texts of a call; as many as a worker takes. */
  private static final int OF_WORKERS = 16;

  private static final int OF_UPSTREAMS = 128;
  private static final int ATTEMPTS = 3;

  private final EmbeddingOrder order;
  private final EmbeddingTier tier;
  private final Embedders embedders;
  private final Purse purse;
  private final Loop loop;
  private final Duration patience;
  private final long end;
  private final BooleanSupplier gone;
  private final List<Embedding> vectors = new ArrayList<>();
  private final Promise<Done> done = Promise.promise();
  private Money cost = Money.ZERO;

  /** All texts are embedded. */
  record Done(List<Embedding> vectors, Money cost) {
    Done {
      vectors = List.copyOf(vectors);
    }
  }

  /**
   * @param patience with a worker
   * @param gone whether the client is
   */
  EmbeddingRun(
      EmbeddingOrder order,
      EmbeddingTier tier,
      Embedders embedders,
      Purse purse,
      Loop loop,
      Duration patience,
      Duration deadline,
      BooleanSupplier gone) {
    this.order = order;
    this.tier = tier;
    this.embedders = embedders;
    this.purse = purse;
    this.loop = loop;
    this.patience = patience;
    this.gone = gone;
    end = loop.nanoTime() + deadline.toNanos();
  }

  /** The future completes on the loop. */
  Future<Done> start() {
    next(ATTEMPTS);
    return done.future();
  }

  private void next(int attempts) {
    int from = vectors.size();
    long left = end - loop.nanoTime();
    if (from == order.texts().size()) {
      purse.close();
      done.complete(new Done(vectors, cost));
    } else if (gone.getAsBoolean()) {
      fail(new SpillwayException(new ErrorKind.WorkerFailed("the client is gone")));
    } else if (left <= 0) {
      fail(
          new SpillwayException(
              new ErrorKind.DeadlineExceeded("the texts were not embedded in time")));
    } else {
      int most = tier.upstream() ? OF_UPSTREAMS : OF_WORKERS;
      var texts = order.texts().subList(from, Math.min(from + most, order.texts().size()));
      var within = Duration.ofNanos(Math.min(left, patience.toNanos()));
      var _ =
          embedders
              .embed(texts, within)
              .whenComplete(
                  (embeddings, failure) ->
                      loop.execute(
                          () -> {
                            if (failure == null) {
                              embedded(embeddings);
                            } else {
                              failed(failure, attempts);
                            }
                          }));
    }
  }

  private void embedded(Embeddings embeddings) {
    int tokens = embeddings.each().stream().mapToInt(Embedding::tokens).sum();
    var usage = new Usage(tokens, 0, 0);
    var price = tier.tier().price().of(usage);
    purse.paid(tier.tier(), usage, price);
    cost = cost.plus(price);
    if (embeddings.each().stream().allMatch(this::fits)) {
      vectors.addAll(embeddings.each());
      next(ATTEMPTS);
    } else {
      fail(
          new SpillwayException(
              new ErrorKind.WorkerFailed("the vectors have other dimensions than configured")));
    }
  }

  private boolean fits(Embedding embedding) {
    return tier.dimensions().isEmpty() || tier.dimensions().getAsInt() == embedding.vector().length;
  }

  private void failed(Throwable failure, int attempts) {
    var cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (!(SpillwayException.kindOf(cause) instanceof ErrorKind.CallerError)
        && attempts > 1
        && embedders.available()) {
      next(attempts - 1);
    } else {
      fail(cause);
    }
  }

  private void fail(Throwable failure) {
    purse.close();
    done.fail(failure);
  }
}
