package dev.spillway.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class CoalescedTest {
  private final Deque<UniEmitter<? super Object>> running = new ArrayDeque<>();
  private int runs;
  private final Coalesced work =
      new Coalesced(
          () ->
              Uni.createFrom()
                  .emitter(
                      emitter -> {
                        runs++;
                        running.add(emitter);
                      }));

  @Test
  void asking_during_a_run_makes_one_more_run_and_no_second_at_a_time() {
    work.ask();
    work.ask();
    work.ask();
    assertThat(runs).isEqualTo(1);
    running.remove().complete("done");
    assertThat(runs).isEqualTo(2);
    running.remove().complete("done");
    assertThat(runs).isEqualTo(2);
  }

  @Test
  void a_run_that_fails_does_not_end_it() {
    work.ask();
    running.remove().fail(new IllegalStateException("away"));
    work.ask();
    assertThat(runs).isEqualTo(2);
  }
}
