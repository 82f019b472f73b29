package dev.spillway.gateway.cascade;

import java.util.concurrent.Flow;

/** Whoever answers requests. */
@FunctionalInterface
public interface Answers {

  /**
   * The answer to one request.
   *
   * @param purse is closed when the request is over, if anybody subscribes
   * @param loop where the publisher is subscribed to, its subscriber called, and its subscription
   *     used
   */
  Flow.Publisher<AnswerEvent> answer(CascadeRequest request, Purse purse, Loop loop);
}
