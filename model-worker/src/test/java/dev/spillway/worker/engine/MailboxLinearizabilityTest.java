package dev.spillway.worker.engine;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Small programs of a few threads are run under schedules that a model checker chooses; what they
 * see must be what they could see one after the other. A count that is raised first and lowered
 * again where it is too much fails this: it refuses a request for which there is a place.
 */
public class MailboxLinearizabilityTest {
  private static final int MOST = 2;

  private final Mailbox<Integer> mailbox = new Mailbox<>();
  private int taken;

  @Operation
  public Mailbox.Reply put(@Param(gen = IntGen.class, conf = "1:2") int places) {
    return mailbox.put(places, places, MOST);
  }

  @Operation
  public void close() {
    mailbox.close();
  }

  @Operation
  public int inside() {
    return mailbox.inside();
  }

  @Operation(nonParallelGroup = "engine")
  public int take() {
    var next = mailbox.take();
    taken += next == null ? 0 : next;
    return taken;
  }

  @Operation(nonParallelGroup = "engine")
  public int leave() {
    if (taken > 0) {
      taken--;
      mailbox.leave();
    }
    return taken;
  }

  @Operation(nonParallelGroup = "engine")
  public boolean isIdle() {
    return mailbox.isIdle();
  }

  @Test
  void whatever_threads_do_at_once_they_could_have_done_one_after_the_other() {
    new ModelCheckingOptions()
        .iterations(40)
        .invocationsPerIteration(200)
        .threads(3)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(2)
        .check(MailboxLinearizabilityTest.class);
  }
}
