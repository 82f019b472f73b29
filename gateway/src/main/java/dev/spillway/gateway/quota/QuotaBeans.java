package dev.spillway.gateway.quota;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.cache.RedisLine;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.http.PerEventLoop;
import dev.spillway.gateway.policy.Outages;
import dev.spillway.gateway.usage.UsageQueue;
import dev.spillway.gateway.usage.UsageStore;
import dev.spillway.router.length.LengthPredictor;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Wires this package. Its classes take what they need by constructor, so tests wire it too. */
@Singleton
class QuotaBeans {
  private static final int SCOPES = 10_000;

  @Produces
  @Singleton
  Presence presence() {
    return new Presence();
  }

  @Produces
  @Singleton
  QuotaMeters meters(MeterRegistry registry) {
    return new QuotaMeters(registry);
  }

  @Produces
  @Singleton
  RedisLedger shared(
      Vertx vertx,
      ObjectMapper json,
      UsageQueue queue,
      UsageStore usage,
      QuotaMeters meters,
      RedisAddress address,
      GatewayConfig config) {
    var settings = config.quota();
    var turnstile = new Turnstile(settings.underWay(), settings.waiting());
    meters.queued(turnstile::waiting);
    return new RedisLedger(
        new PerEventLoop<>(
            vertx,
            context ->
                new RedisLine(
                    vertx,
                    context,
                    address.clients(vertx, settings.underWay()),
                    settings.redisTimeout(),
                    up -> {})),
        turnstile,
        new SpentInDatabase(queue, usage),
        json,
        settings.lease());
  }

  @Produces
  @Singleton
  LocalLedger alone(Presence presence, GatewayConfig config) {
    return new LocalLedger(presence::gateways, System::nanoTime, config.quota().aloneFor(), SCOPES);
  }

  @Produces
  @Singleton
  Settlements settlements(
      RedisLedger shared, LocalLedger alone, QuotaMeters meters, GatewayConfig config) {
    return new Settlements(
        shared, System::nanoTime, config.quota().waiting(), meters, alone::delivered);
  }

  @Produces
  @Singleton
  LeaseKeeper keeper(RedisAddress address, GatewayConfig config) {
    return new LeaseKeeper(address, config.quota().redisTimeout(), config.quota().lease());
  }

  @Produces
  @Singleton
  Quotas quotas(
      RedisLedger shared,
      LocalLedger alone,
      Settlements settlements,
      LeaseKeeper keeper,
      LengthPredictor lengths,
      UsageQueue usage,
      Outages outages,
      QuotaMeters meters,
      GatewayConfig config) {
    // A request may end a little after its deadline, and never much.
    var open = new OpenClaims(System::nanoTime, config.deadline().multipliedBy(2));
    return new Quotas(
        shared,
        alone,
        settlements,
        open,
        keeper,
        lengths,
        usage,
        outages,
        meters,
        Clock.systemUTC(),
        config.quota().inAdvance(),
        config.quota().lease().dividedBy(2));
  }
}
