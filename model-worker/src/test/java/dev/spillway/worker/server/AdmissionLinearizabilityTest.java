package dev.spillway.worker.server;

import dev.spillway.contracts.error.SpillwayException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/** Under schedules that a model checker chooses. Each thread leaves as often as it has entered. */
public class AdmissionLinearizabilityTest {
  private static final int THREADS = 3;

  private final Admission admission = new Admission(2);

  /** By thread; those before and after the parallel part have numbers of their own. */
  private final List<Deque<Runnable>> entered =
      Stream.generate(() -> (Deque<Runnable>) new ArrayDeque<Runnable>())
          .limit(THREADS + 2)
          .toList();

  @Operation
  public String enter(@Param(gen = ThreadIdGen.class) int thread) {
    try {
      entered.get(thread).push(admission.enter("model"));
      return "entered";
    } catch (SpillwayException e) {
      return e.kind().code();
    }
  }

  @Operation
  public boolean leave(@Param(gen = ThreadIdGen.class) int thread) {
    if (entered.get(thread).isEmpty()) {
      return false;
    }
    var leave = entered.get(thread).pop();
    leave.run();
    leave.run();
    return true;
  }

  @Operation
  public int drain() {
    return admission.drain(Duration.ZERO);
  }

  @Operation
  public boolean closed() {
    return admission.closed();
  }

  @Test
  void whatever_threads_do_at_once_they_could_have_done_one_after_the_other() {
    new ModelCheckingOptions()
        .iterations(40)
        .invocationsPerIteration(200)
        .threads(THREADS)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .check(AdmissionLinearizabilityTest.class);
  }
}
