package dev.spillway.gateway.tenancy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.Given;
import dev.spillway.gateway.policy.Database;
import dev.spillway.gateway.policy.Outage;
import dev.spillway.gateway.policy.Outages;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/** Wires this package. Its classes take what they need by constructor, so tests wire it too. */
@Singleton
class TenancyBeans {

  @Produces
  @Singleton
  TenantStore tenantStore(Database database, ObjectMapper json) {
    return new TenantStore(database, json);
  }

  @Produces
  @Singleton
  Keys keys(TenantStore store, Outages outages, MeterRegistry meters, GatewayConfig config) {
    var settings = config.keys();
    var keys =
        new Keys(
            store.within(settings.readTimeout()),
            () -> outages.isOn(Outage.DATABASE_DOWN),
            Clock.systemUTC(),
            System::nanoTime,
            new Keys.Ages(settings.fresh(), settings.stale()),
            settings.cached());
    Gauge.builder("spillway.keys.cached", keys, Keys::size)
        .description("Keys of clients that are held in memory")
        .register(meters);
    return keys;
  }

  @Produces
  @Singleton
  Tenants tenants(TenantStore store, Keys keys, Given given) {
    return new Tenants(store, keys, given, Clock.systemUTC(), new SecureRandom());
  }

  @Produces
  @Singleton
  StatedTenants statedTenants(TenantStore store, Keys keys) {
    return new StatedTenants(store, keys, Clock.systemUTC());
  }
}
