package dev.spillway.gateway.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.cascade.VirtualLoop;
import dev.spillway.gateway.decision.DecisionRow;
import dev.spillway.gateway.policy.Policies;
import dev.spillway.gateway.policy.VersionedPolicy;
import dev.spillway.router.drift.Promise;
import dev.spillway.router.policy.Conduct;
import dev.spillway.router.policy.Policy;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.policy.Streaming;
import dev.spillway.router.score.TokenScorer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class DriftLabelsTest {
  private static final VersionedPolicy POLICY =
      new VersionedPolicy(
          2,
          new Policy(
              "p",
              List.of("small", "large"),
              new Rule.Thresholds(TokenScorer.MIN_PROBABILITY, List.of(0.5)),
              new Conduct(
                  0,
                  0,
                  OptionalDouble.empty(),
                  Streaming.BUFFERED,
                  Optional.empty(),
                  Optional.of(
                      new Promise(
                          OptionalDouble.empty(),
                          OptionalDouble.of(0.9),
                          OptionalDouble.empty(),
                          0.05)),
                  Optional.empty())),
          Instant.EPOCH);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final VirtualLoop loop = new VirtualLoop();
  private final Map<String, DecisionRow> kept = new HashMap<>();
  private boolean away;
  private final DriftWatch watch =
      new DriftWatch(
          new Policies() {
            @Override
            public Optional<VersionedPolicy> find(String name) {
              return Optional.of(POLICY).filter(each -> name.equals("p"));
            }

            @Override
            public List<VersionedPolicy> all() {
              return List.of(POLICY);
            }
          },
          meters,
          () -> 0.5);
  private final DriftLabels labels =
      new DriftLabels(
          watch,
          id ->
              away
                  ? Uni.createFrom()
                      .failure(new SpillwayException(new ErrorKind.StoreUnavailable("away")))
                  : Uni.createFrom().item(() -> Optional.ofNullable(kept.get(id))),
          loop,
          meters);

  @Test
  void feedback_on_an_answer_that_another_gateway_gave_counts_here() {
    kept.put("r", row("miss", "small", 2, "stop"));
    labels.labelled("r", 1);
    assertThat(seen()).isEqualTo(1);
    assertThat(counted("found")).isEqualTo(1);
  }

  @Test
  void feedback_on_an_answer_of_this_gateway_asks_nobody() {
    watch.answered(Trails.answered("r", POLICY, true));
    away = true;
    labels.labelled("r", 1);
    assertThat(seen()).isEqualTo(1);
    assertThat(counted("own")).isEqualTo(1);
  }

  @Test
  void a_decision_that_is_not_written_yet_or_not_to_be_had_is_looked_for_again() {
    labels.labelled("r", 1);
    loop.pass(DriftLabels.AGAIN);
    away = true;
    loop.pass(DriftLabels.AGAIN);
    assertThat(seen()).isZero();
    away = false;
    kept.put("r", row("miss", "small", 2, "stop"));
    loop.pass(DriftLabels.AGAIN);
    assertThat(seen()).isEqualTo(1);
    assertThat(loop.timers()).isZero();
  }

  @Test
  void what_no_decision_is_found_for_is_counted_and_forgotten() {
    labels.labelled("r", 1);
    loop.pass(DriftLabels.AGAIN.multipliedBy(DriftLabels.TRIES));
    assertThat(counted("unknown")).isEqualTo(1);
    assertThat(loop.timers()).isZero();
  }

  @Test
  void only_so_many_are_looked_for_at_once() {
    for (int i = 0; i < DriftLabels.MOST_WAITING + 3; i++) {
      labels.labelled("r" + i, 1);
    }
    assertThat(counted("dropped")).isEqualTo(3);
    assertThat(loop.timers()).isEqualTo(DriftLabels.MOST_WAITING);
    loop.pass(DriftLabels.AGAIN.multipliedBy(DriftLabels.TRIES));
    labels.labelled("r", 1);
    assertThat(counted("dropped")).isEqualTo(3);
  }

  @Test
  void answers_that_say_nothing_of_the_policy_as_it_is_do_not_count() {
    kept.put("given again", row("hit", "small", 2, "stop"));
    kept.put("by the last tier", row("miss", "large", 2, "stop"));
    kept.put("of an earlier version", row("miss", "small", 1, "stop"));
    kept.put("broken off", row("miss", "small", 2, "failed"));
    kept.keySet().forEach(id -> labels.labelled(id, 1));
    assertThat(counted("found")).isEqualTo(4);
    assertThat(seen()).isZero();
  }

  private long seen() {
    return watch.of("p").map(drift -> drift.states().getFirst().seen()).orElse(0L);
  }

  private double counted(String outcome) {
    var counter = meters.find("spillway.drift.labels").tag("outcome", outcome).counter();
    return counter == null ? 0 : counter.count();
  }

  private static DecisionRow row(String cache, String tier, int version, String finish) {
    return new DecisionRow(
        "r",
        Instant.EPOCH,
        "p",
        version,
        tier,
        0.9,
        0,
        5,
        false,
        finish,
        "0",
        "0",
        1,
        1,
        cache,
        List.of(),
        null,
        null,
        null,
        null,
        null);
  }
}
