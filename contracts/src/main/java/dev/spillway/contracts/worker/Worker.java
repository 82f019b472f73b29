package dev.spillway.contracts.worker;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * A place where models run: in this process, or across the network. Both keep the same promises.
 *
 * <ul>
 *   <li>A stream of {@link #generate} is {@code Started}, then a {@code Token} for each generated
 *       token that the request did not bring along, then one {@code Finished}; or it fails with a
 *       {@link dev.spillway.contracts.error.SpillwayException}.
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
}
