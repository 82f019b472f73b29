package dev.spillway.gateway.response;

import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.router.learn.Meaning;
import java.util.List;
import java.util.Optional;

/**
 * What came of looking for an answer.
 *
 * @param events of the answer, if there is one that will do
 * @param kept is run if an answer is computed, once that is kept
 * @param meaning of the question, where it was embedded on the way
 */
record Lookup(Optional<List<AnswerEvent>> events, Runnable kept, Optional<Meaning> meaning) {
  static final Lookup NOTHING = new Lookup(Optional.empty(), () -> {}, Optional.empty());

  static Lookup of(List<AnswerEvent> events) {
    return new Lookup(Optional.of(events), () -> {}, Optional.empty());
  }
}
