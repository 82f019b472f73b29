package dev.spillway.gateway.learning;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.cascade.VertxLoop;
import dev.spillway.gateway.decision.DecisionStore;
import dev.spillway.gateway.decision.LabelListener;
import dev.spillway.gateway.meaning.QuestionMeanings;
import dev.spillway.gateway.policy.Database;
import dev.spillway.gateway.policy.LivePolicies;
import dev.spillway.gateway.policy.Policies;
import dev.spillway.gateway.policy.RouterStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/** Wires this package. Its classes take what they need by constructor, so tests wire it too. */
@Singleton
class LearningBeans {

  @Produces
  @Singleton
  Fits fits(
      Vertx vertx,
      DecisionStore decisions,
      Database database,
      RouterStore routers,
      LivePolicies policies,
      QuestionMeanings meanings,
      MeterRegistry registry,
      ObjectMapper json) {
    return new Fits(
        decisions,
        new FitStore(database, json),
        meanings,
        new RouterPublisher(vertx, routers, policies, json, Clock.systemUTC()),
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("fit").factory()),
        registry,
        Clock.systemUTC());
  }

  @Produces
  @Singleton
  CandidateWatch candidates(Policies policies, MeterRegistry registry) {
    return new CandidateWatch(policies, registry, Clock.systemUTC());
  }

  @Produces
  @Singleton
  DryRuns dryRuns(DecisionStore decisions, QuestionMeanings meanings) {
    return new DryRuns(decisions, meanings, Infrastructure.getDefaultWorkerPool());
  }

  @Produces
  @Singleton
  DriftWatch drift(Policies policies, MeterRegistry registry) {
    return new DriftWatch(policies, registry, () -> ThreadLocalRandom.current().nextDouble());
  }

  @Produces
  @Singleton
  LabelListener labels(
      DriftWatch drift, DecisionStore decisions, Vertx vertx, MeterRegistry registry) {
    return new DriftLabels(
        drift, decisions::figures, new VertxLoop(vertx.getOrCreateContext()), registry);
  }

  @Produces
  @Singleton
  Exchange exchange(
      DriftWatch drift,
      CandidateWatch candidates,
      Database database,
      ObjectMapper json,
      MeterRegistry registry) {
    return new Exchange(
        drift,
        new DriftStore(database, json),
        candidates,
        new CandidateStore(database, json),
        registry);
  }
}
