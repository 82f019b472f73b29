package dev.spillway.gateway.tenancy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.spillway.gateway.config.CacheConfig;
import dev.spillway.gateway.policy.Database;
import dev.spillway.gateway.policy.Outage;
import dev.spillway.gateway.policy.Outages;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Learns the secret of namespaces once: the configured one, or that of the database, which is asked
 * behind everybody's back until it answers.
 */
@Singleton
class TenancyStartup {
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  private final Namespaces namespaces;
  private final InstallationSecret installation;
  private final Outages outages;
  private final Optional<String> configured;
  private volatile Cancellable asking = () -> {};

  @Inject
  TenancyStartup(Namespaces namespaces, Database database, Outages outages, CacheConfig config) {
    this(
        namespaces,
        new InstallationSecret(database, Clock.systemUTC(), new SecureRandom()),
        outages,
        config.secret());
  }

  TenancyStartup(
      Namespaces namespaces,
      InstallationSecret installation,
      Outages outages,
      Optional<String> configured) {
    this.namespaces = namespaces;
    this.installation = installation;
    this.outages = outages;
    this.configured = configured;
  }

  void onStart(@Observes StartupEvent event) {
    configured.ifPresentOrElse(secret -> namespaces.use(secret.getBytes(UTF_8)), this::askDatabase);
  }

  void onStop(@Observes ShutdownEvent event) {
    asking.cancel();
  }

  private void askDatabase() {
    asking =
        installation
            .findOrMake()
            .onFailure()
            .invoke(this::unknown)
            .onFailure()
            .retry()
            .withBackOff(FIRST_RETRY, LAST_RETRY)
            .indefinitely()
            .subscribe()
            .with(this::known, this::unknown);
  }

  private void known(byte[] secret) {
    namespaces.use(secret);
    outages.end(Outage.SECRET_UNKNOWN);
  }

  private void unknown(Throwable cause) {
    outages.begin(Outage.SECRET_UNKNOWN, cause);
  }
}
