package dev.spillway.standalone.replay.twin;

import dev.spillway.standalone.replay.trace.TraceRequest;
import java.util.List;

/** Which worker a request goes to. One per replay: an implementation may remember. */
interface Placement {
  /**
   * @param loads of the workers: tokens, of prompts and answers, of those who are there
   * @return an index of {@code loads}
   */
  int choose(TraceRequest request, List<Long> loads);
}
