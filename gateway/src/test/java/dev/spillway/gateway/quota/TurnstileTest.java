package dev.spillway.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TurnstileTest {
  private final Turnstile turnstile = new Turnstile(1, 2);
  private final List<String> begun = new ArrayList<>();

  @Test
  void calls_wait_their_turn_and_what_ends_another_goes_first() {
    Promise<String> running = Promise.promise();
    turnstile.pass(call("a", running.future()));
    turnstile.pass(call("b", Future.succeededFuture()));
    turnstile.pass(call("c", Future.succeededFuture()));
    var refused = turnstile.pass(call("d", Future.succeededFuture()));
    assertThat(SpillwayException.kindOf(refused.cause())).isInstanceOf(ErrorKind.Overloaded.class);
    var settled = turnstile.passFirst(call("settled", Future.succeededFuture()));
    assertThat(begun).containsExactly("a");
    assertThat(turnstile.waiting()).isEqualTo(3);
    running.fail("it failed");
    assertThat(begun).containsExactly("a", "settled", "b", "c");
    assertThat(settled.succeeded()).isTrue();
    assertThat(turnstile.waiting()).isZero();
    assertThat(turnstile.pass(call("e", Future.succeededFuture("done"))).result())
        .isEqualTo("done");
  }

  private Supplier<Future<String>> call(String name, Future<String> result) {
    return () -> {
      begun.add(name);
      return result;
    };
  }
}
