package dev.spillway.contracts.worker;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * A place where models run: in this process, or across the network. Both keep the same promises.
 *
 * <ul>
 *   <li>A stream of {@link #generate} is {@code Started}, then a {@code Token} for each generated
 *       token that the request did not bring along, with {@code Call}s between them where tools are
 *       used, then one {@code Finished}; or it fails with a {@link
 *       dev.spillway.contracts.error.SpillwayException}.
 *   <li>What it cannot do of {@link GenerateRequest#demands}, of the messages or of the sampling it
 *       refuses before it starts, with {@link ErrorKind.Unsupported}.
 *   <li>Cancelling the subscription stops the computing within one step.
 *   <li>A slow subscriber never delays other requests; what waits for it is bounded by the number
 *       of tokens it asked for.
 * </ul>
 */
public interface Worker {

  /** Generates one answer. Nothing happens before the publisher is subscribed to. */
  Flow.Publisher<GenerateEvent> generate(GenerateRequest request);

  /** Which models this worker serves now. */
  CompletionStage<WorkerInfo> describe();

  /**
   * How many tokens the prompt of a request has, as its model reads it. Fails as {@link #generate}
   * would have before it started; and with {@link ErrorKind.WorkerFailed} where this worker does
   * not count.
   */
  default CompletionStage<Integer> count(GenerateRequest request) {
    return CompletableFuture.failedFuture(
        new SpillwayException(new ErrorKind.WorkerFailed("this worker does not count tokens")));
  }

  /**
   * What texts are about, as vectors: texts of like meaning have vectors of like direction. Fails
   * with {@link ErrorKind.InvalidValue} if there are too many texts, or one is empty or too long;
   * with {@link ErrorKind.Overloaded} if there is too much to do; and else with {@link
   * ErrorKind.WorkerFailed}, above all where this worker does not embed.
   */
  default CompletionStage<Embeddings> embed(List<String> texts) {
    return CompletableFuture.failedFuture(
        new SpillwayException(new ErrorKind.WorkerFailed("this worker does not embed")));
  }
}
