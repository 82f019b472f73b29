package dev.spillway.gateway.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.policy.Policies;
import dev.spillway.gateway.policy.VersionedPolicy;
import dev.spillway.router.drift.Promise;
import dev.spillway.router.policy.Conduct;
import dev.spillway.router.policy.Policy;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.policy.Streaming;
import dev.spillway.router.score.TokenScorer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class DriftWatchTest {
  private static final int MANY = 400;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private VersionedPolicy live = policy(1, Conduct.BEST_TIER);
  private final VersionedPolicy other =
      new VersionedPolicy(9, plain("other", List.of("small", "large")), Instant.EPOCH);
  private double dice = 0.5;
  private int requests;

  private final DriftWatch watch =
      new DriftWatch(
          new Policies() {
            @Override
            public Optional<VersionedPolicy> find(String name) {
              return all().stream().filter(each -> each.policy().name().equals(name)).findFirst();
            }

            @Override
            public List<VersionedPolicy> all() {
              return List.of(live, other);
            }
          },
          meters,
          () -> dice);

  @Test
  void a_policy_that_escalates_more_than_promised_is_replaced_by_its_best_tier_but_for_probes() {
    answer(20, true);
    assertThat(watch.serving(live)).isSameAs(live);
    answer(MANY, false);
    assertThat(watch.outside()).containsEntry("p", List.of("acceptance"));
    assertThat(meters.get("spillway.policy.drift").tag("figure", "acceptance").gauge().value())
        .isEqualTo(1);
    var instead = watch.serving(live);
    assertThat(instead.policy().tiers()).containsExactly("large");
    assertThat(instead.policy().name()).isEqualTo("p");
    dice = DriftWatch.PROBES / 2;
    assertThat(watch.serving(live)).isSameAs(live);
  }

  @Test
  void it_serves_again_when_probes_show_that_it_is_as_it_was() {
    answer(MANY, false);
    assertThat(watch.serving(live)).isNotSameAs(live);
    answer(MANY, true);
    assertThat(watch.outside()).isEmpty();
    assertThat(watch.serving(live)).isSameAs(live);
  }

  @Test
  void another_policy_may_stand_in_and_one_that_is_gone_is_the_best_tier() {
    live = policy(1, "other");
    answer(MANY, false);
    assertThat(watch.serving(live)).isSameAs(other);
    live = policy(1, "gone");
    assertThat(watch.serving(live).policy().tiers()).containsExactly("large");
  }

  @Test
  void a_new_version_of_the_policy_begins_anew() {
    answer(MANY, false);
    live = policy(2, Conduct.BEST_TIER);
    assertThat(watch.outside()).isEmpty();
    assertThat(watch.serving(live)).isSameAs(live);
    answer(MANY, false);
    assertThat(watch.outside()).containsKey("p");
  }

  @Test
  void feedback_counts_for_the_small_answer_that_it_is_of_and_once() {
    answer(10, true);
    for (int i = 0; i < 10; i++) {
      assertThat(watch.labelled("r" + i, 1)).isTrue();
      assertThat(watch.labelled("r" + i, 1)).isFalse();
      assertThat(watch.labelled("nobody" + i, 0)).isFalse();
    }
    assertThat(watch.of("p").orElseThrow().states())
        .filteredOn(each -> each.figure().equals("quality"))
        .singleElement()
        .matches(each -> each.seen() == 10 && each.recent().orElseThrow() == 1);
  }

  @Test
  void bad_labels_are_an_alarm_of_quality() {
    answer(300, true);
    for (int i = 0; i < 300; i++) {
      watch.labelled("r" + i, i % 2);
    }
    assertThat(watch.outside().get("p")).contains("quality");
  }

  private void answer(int count, boolean small) {
    for (int i = 0; i < count; i++) {
      watch.answered(Trails.answered("r" + requests++, live, small));
    }
  }

  private static VersionedPolicy policy(int version, String fallback) {
    return new VersionedPolicy(
        version,
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
                        OptionalDouble.of(0.95),
                        OptionalDouble.of(0.9),
                        OptionalDouble.empty(),
                        Promise.TOLERANCE)),
                Optional.of(fallback))),
        Instant.EPOCH);
  }

  private static Policy plain(String name, List<String> tiers) {
    return new Policy(name, tiers, new Rule.Thresholds(TokenScorer.MIN_PROBABILITY, List.of(0.5)));
  }
}
