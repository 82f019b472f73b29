package dev.spillway.standalone.replay.twin;

import java.util.List;

/** Which worker a request goes to. One per replay: an implementation may remember. */
interface Placement {
  /** A request at its worker. */
  interface Place {
    int worker();

    /** The worker has read the prompt. */
    default void prefilled() {}

    /** It is over. */
    default void leave(Outcome outcome) {}
  }

  /**
   * @param loads of the workers: tokens, of prompts and answers, of those who are there
   * @return one whose worker is an index of {@code loads}
   */
  Place take(Call call, List<Long> loads);
}
