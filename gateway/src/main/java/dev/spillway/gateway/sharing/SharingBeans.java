package dev.spillway.gateway.sharing;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.config.CacheConfig;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.policy.Database;
import dev.spillway.gateway.tenancy.Namespaces;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/** Wires this package. Its classes take what they need by constructor, so tests wire it too. */
@Singleton
class SharingBeans {
  /** Looks into the database that may fail before what was read is not good any more. */
  private static final int LOOKS = 3;

  @Produces
  @Singleton
  SharedPrompts sharedPrompts(Database database, ObjectMapper json, GatewayConfig config) {
    return new SharedPrompts(
        new SharedPromptStore(database, json),
        Clock.systemUTC(),
        new SecureRandom(),
        System::nanoTime,
        config.policy().pollInterval().multipliedBy(LOOKS));
  }

  @Produces
  @Singleton
  Sharing sharing(
      SharedPrompts prompts,
      Namespaces namespaces,
      Redis redis,
      CacheConfig config,
      MeterRegistry registry) {
    var meters = new SharingMeters(registry);
    meters.watch(prompts);
    var common =
        new CommonPrompts(
            redis::send,
            namespaces,
            System::nanoTime,
            meters,
            config.sharedAfterTenants(),
            config.sharedAfterWithin(),
            CommonPrompts.MOST_TEXTS);
    return new SharedBeginnings(prompts::find, common, namespaces, meters);
  }
}
