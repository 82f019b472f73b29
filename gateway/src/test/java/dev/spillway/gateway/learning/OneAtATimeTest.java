package dev.spillway.gateway.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OneAtATimeTest {
  private final Deque<UniEmitter<? super Void>> runs = new ArrayDeque<>();
  private final OneAtATime work =
      new OneAtATime(() -> Uni.createFrom().<Void>emitter(runs::addLast));

  private UniAssertSubscriber<Void> ask() {
    return work.ask().subscribe().withSubscriber(UniAssertSubscriber.create());
  }

  private UniEmitter<? super Void> run() {
    return Objects.requireNonNull(runs.pollFirst(), "nothing runs");
  }

  @Test
  void who_asks_while_a_run_is_under_way_gets_the_outcome_of_the_next() {
    var first = ask();
    var second = ask();
    var third = ask();
    assertThat(runs).hasSize(1);
    run().complete(null);
    first.assertCompleted();
    second.assertNotTerminated();
    assertThat(runs).as("one for both").hasSize(1);
    run().complete(null);
    second.assertCompleted();
    third.assertCompleted();
    assertThat(runs).isEmpty();
    ask();
    assertThat(runs).as("a new one").hasSize(1);
  }

  @Test
  void a_run_that_fails_fails_for_those_who_wait_for_it_alone() {
    var first = ask();
    var second = ask();
    run().fail(new IOException("away"));
    first.assertFailedWith(IOException.class, "away");
    second.assertNotTerminated();
    run().complete(null);
    second.assertCompleted();
  }

  @Test
  void who_gives_up_waiting_ends_no_run() {
    ask().cancel();
    var second = ask();
    second.cancel();
    var third = ask();
    run().complete(null);
    run().complete(null);
    third.assertCompleted();
  }
}
