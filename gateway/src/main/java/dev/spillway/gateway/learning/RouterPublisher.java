package dev.spillway.gateway.learning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.audit.Deed;
import dev.spillway.gateway.policy.LivePolicies;
import dev.spillway.gateway.policy.PolicyChange;
import dev.spillway.gateway.policy.RouterInfo;
import dev.spillway.gateway.policy.RouterStore;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Keeps a router that was learned, and gives a policy a new version that goes by it. The policy's
 * conduct stays. If the version cannot be made the router is kept all the same, and can be named in
 * a policy by hand or deleted.
 */
final class RouterPublisher {
  private final Vertx vertx;
  private final RouterStore routers;
  private final LivePolicies policies;
  private final ObjectMapper json;
  private final Clock clock;

  RouterPublisher(
      Vertx vertx, RouterStore routers, LivePolicies policies, ObjectMapper json, Clock clock) {
    this.vertx = vertx;
    this.routers = routers;
    this.policies = policies;
    this.json = json;
    this.clock = clock;
  }

  /**
   * @param deed of whoever asked for it
   */
  Uni<LearnedPolicy> publish(
      LearnOrder order, RouterTraining trained, double worth, Optional<Deed> deed) {
    var by = Deed.by(deed);
    var info =
        new RouterInfo(
            order.router(),
            order.tiers(),
            write(trained.report()),
            by,
            clock.instant().truncatedTo(ChronoUnit.MICROS));
    var change =
        new PolicyChange(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(order.router()),
            Optional.of(worth),
            Optional.empty(),
            Optional.of(
                "learned from %d kept decisions of %s"
                    .formatted(trained.report().learnedFrom(), order.policy())));
    return Deed.goOn(
            deed,
            vertx,
            () ->
                routers
                    .add(info, trained.router())
                    .chain(() -> policies.change(order.into(), change, version -> true, by)))
        .map(
            changed ->
                new LearnedPolicy(
                    order.router(),
                    order.into(),
                    changed.revision().version(),
                    worth,
                    trained.report()));
  }

  private String write(TrainingReport report) {
    try {
      return json.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report cannot be written as JSON", e);
    }
  }
}
