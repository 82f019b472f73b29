package dev.spillway.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.gateway.tenancy.Access;
import dev.spillway.gateway.tenancy.Limits;
import dev.spillway.gateway.tenancy.Scope;
import dev.spillway.router.Money;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Use on its way to a real database. */
@QuarkusTest
@TestProfile(StoresProfile.class)
class UsageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final LocalDate DAY = LocalDate.of(2026, 3, 10);

  @Inject UsageStore store;

  private final String key = "key_" + UUID.randomUUID();
  private final Access access =
      new Access(key, "proj_" + key, "org_" + key, Optional.empty(), List.of());

  @Test
  void law_money_is_exact_a_write_that_seemed_to_fail_counts_once() {
    var attempts = new AtomicInteger();
    var queue =
        queue(
            (id, rows) ->
                store
                    .add(id, rows)
                    .invoke(
                        () -> {
                          if (attempts.incrementAndGet() < 3) {
                            throw new SpillwayException(
                                new ErrorKind.StoreUnavailable("it was written, and nobody knows"));
                          }
                        }));
    use(queue, "demo-small", DAY, 7);
    assertThat(flushed(queue)).isFalse();
    use(queue, "demo-small", DAY, 5);
    assertThat(flushed(queue)).isFalse();
    assertThat(flushed(queue)).isTrue();
    assertThat(spent(DAY).day()).isEqualTo(new Money(7));
    assertThat(flushed(queue)).isTrue();
    assertThat(spent(DAY).day()).isEqualTo(new Money(12));
    assertThat(queue.waiting()).isZero();
  }

  @Test
  void what_a_scope_spent_is_that_of_its_day_and_of_its_month_so_far() {
    var queue = queue(store::add);
    use(queue, "demo-small", DAY.withDayOfMonth(1), 1);
    use(queue, "demo-small", DAY, 10);
    use(queue, "demo-large", DAY, 100);
    use(queue, "demo-small", DAY.plusDays(1), 1_000);
    use(queue, "demo-small", DAY.minusMonths(1), 10_000);
    assertThat(flushed(queue)).isTrue();
    assertThat(spent(DAY)).isEqualTo(new UsageStore.Spent(key, new Money(110), new Money(111)));
    assertThat(spent(DAY.plusDays(2)))
        .isEqualTo(new UsageStore.Spent(key, Money.ZERO, new Money(1_111)));
  }

  @Test
  void what_is_too_much_to_hold_is_dropped_and_counted() {
    var meters = new SimpleMeterRegistry();
    var queue = new UsageQueue((id, rows) -> Uni.createFrom().nothing(), meters);
    for (int i = 0; i < UsageQueue.MOST + 3; i++) {
      use(queue, "tier-" + i, DAY, 1);
    }
    use(queue, "tier-0", DAY, 1);
    assertThat(queue.waiting()).isEqualTo(UsageQueue.MOST);
    assertThat(meters.counter("spillway.usage.dropped").count()).isEqualTo(3);
  }

  private void use(UsageQueue queue, String tier, LocalDate day, long picoUsd) {
    queue.add(access, tier, day, new Usage(3, 1, 2), new Money(picoUsd));
  }

  private static UsageQueue queue(BiFunction<String, List<UsageRow>, Uni<Void>> writing) {
    return new UsageQueue(writing, new SimpleMeterRegistry());
  }

  private static boolean flushed(UsageQueue queue) {
    return queue
        .flush()
        .replaceWith(true)
        .onFailure(SpillwayException.class)
        .recoverWithItem(false)
        .await()
        .atMost(PATIENCE);
  }

  private UsageStore.Spent spent(LocalDate day) {
    return store
        .spent(day, List.of(new Scope(Scope.Level.KEY, key, Limits.NONE)))
        .await()
        .atMost(PATIENCE)
        .getFirst();
  }
}
