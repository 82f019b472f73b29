package dev.spillway.gateway.policy;

import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.Given;
import dev.spillway.gateway.config.Tiers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.hibernate.reactive.mutiny.Mutiny;

/** Wires this package. Its classes take what they need by constructor, so tests wire it too. */
@Singleton
class PolicyBeans {

  @Produces
  @Singleton
  Database database(
      Vertx vertx,
      Mutiny.SessionFactory sessions,
      Outages outages,
      ChangeLog changes,
      GatewayConfig config) {
    return new Database(vertx, sessions, outages, changes, config.policy().storeTimeout());
  }

  @Produces
  @Singleton
  RouterStore models(Database database) {
    return new RouterStore(database);
  }

  @Produces
  @Singleton
  Routers routers() {
    return new Routers();
  }

  @Produces
  @Singleton
  PolicyRules rules(Tiers tiers, Routers routers) {
    return new PolicyRules(tiers::names, routers);
  }

  @Produces
  @Singleton
  LivePolicies policies(
      Vertx vertx,
      Redis redis,
      Database database,
      RouterStore models,
      Routers routers,
      PolicyRules rules,
      Given given,
      Outages outages,
      GatewayConfig config) {
    return new LivePolicies(
        vertx,
        redis,
        new PolicyStore(database),
        models,
        routers,
        rules,
        given,
        outages,
        Clock.systemUTC(),
        config.policy().pollInterval(),
        config.policy().noticeInterval());
  }

  @Produces
  @Singleton
  StatedPolicies stated(LivePolicies live, RouterStore models, Routers routers) {
    return new StatedPolicies(live, models, routers, Clock.systemUTC());
  }
}
