package dev.spillway.gateway.tenancy;

import static dev.spillway.gateway.tenancy.AdminApi.with;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.policy.Database;
import dev.spillway.gateway.policy.Outage;
import dev.spillway.gateway.policy.Outages;
import dev.spillway.gateway.policy.PolicyNotices;
import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.Stores;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What becomes of keys while a store is away, and at another gateway. */
@QuarkusTest
@TestProfile(StoresProfile.class)
class KeysOutageTest {
  private static final Duration NEVER = Duration.ofDays(1);
  private static final Duration STALE = Duration.ofDays(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject Vertx vertx;
  @Inject Redis redis;
  @Inject Database database;
  @Inject ObjectMapper json;
  @Inject Outages outages;

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void law_a_revoked_key_stops_at_every_gateway_by_notice() {
    var made = AdminApi.key();
    var secret = KeySecret.parse(made.secret()).orElseThrow();
    var other = other(NEVER);
    var notices =
        new PolicyNotices(
            vertx,
            redis,
            KeysStartup.CHANNEL,
            cause -> {},
            () -> {},
            Duration.ofMillis(100),
            other::heard);
    notices.start();
    try {
      Await.until(() -> opens(other, secret).isEmpty());
      AdminApi.admin().post("/admin/v1/keys/%s/revoke".formatted(made.id()));
      Await.until(() -> opens(other, secret).isPresent());
      Assertions.assertThat(opens(other, secret).orElseThrow())
          .isInstanceOf(ErrorKind.Unauthorized.class);
    } finally {
      notices.stop().toCompletableFuture().join();
    }
  }

  @Test
  void a_gateway_that_hears_nothing_reads_a_key_again_when_it_is_not_fresh() {
    var made = AdminApi.key();
    var secret = KeySecret.parse(made.secret()).orElseThrow();
    var deaf = other(Duration.ofSeconds(5));
    Assertions.assertThat(opens(deaf, secret)).isEmpty();
    AdminApi.admin().post("/admin/v1/keys/%s/revoke".formatted(made.id()));
    nanos.addAndGet(Duration.ofMillis(4_999).toNanos());
    Assertions.assertThat(opens(deaf, secret)).isEmpty();
    nanos.addAndGet(Duration.ofMillis(1).toNanos());
    Assertions.assertThat(opens(deaf, secret)).isPresent();
  }

  @Test
  void a_secret_that_was_made_unheard_opens() {
    var made = AdminApi.key();
    var deaf = other(NEVER);
    Assertions.assertThat(opens(deaf, KeySecret.parse(made.secret()).orElseThrow())).isEmpty();
    String rotated =
        AdminApi.admin()
            .body("{}")
            .post("/admin/v1/keys/%s/rotate".formatted(made.id()))
            .path("key");
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    Assertions.assertThat(opens(deaf, KeySecret.parse(rotated).orElseThrow())).isEmpty();
  }

  @Test
  void without_the_database_known_keys_go_on_for_a_time_and_others_are_not_called_invalid() {
    var known = AdminApi.key();
    var other = AdminApi.key();
    var secret = KeySecret.parse(known.secret()).orElseThrow();
    with(known.secret()).get("/v1/models").then().statusCode(200);
    var keys = other(Duration.ofSeconds(5));
    Assertions.assertThat(opens(keys, secret)).isEmpty();
    nanos.addAndGet(Duration.ofSeconds(6).toNanos());
    Stores.shared().postgres().stop();
    try {
      with(known.secret()).get("/v1/models").then().statusCode(200);
      with(other.secret()).get("/v1/models").then().statusCode(503);
      Assertions.assertThat(opens(keys, secret)).isEmpty();
      nanos.addAndGet(STALE.toNanos());
      Assertions.assertThat(opens(keys, secret))
          .get()
          .isInstanceOf(ErrorKind.StoreUnavailable.class);
    } finally {
      Stores.shared().postgres().start();
    }
    Await.until(() -> !outages.isOn(Outage.DATABASE_DOWN));
    with(other.secret()).get("/v1/models").then().statusCode(200);
  }

  /** The keys of another gateway on the same database. */
  private Keys other(Duration fresh) {
    return new Keys(
        new TenantStore(database, json),
        () -> outages.isOn(Outage.DATABASE_DOWN),
        Clock.systemUTC(),
        nanos::get,
        new Keys.Ages(fresh, STALE),
        10);
  }

  /** Why it does not, if it does not. */
  private static Optional<ErrorKind> opens(Keys keys, KeySecret secret) {
    if (keys.known(secret).isPresent()) {
      return Optional.empty();
    }
    try {
      keys.find(secret).await().atMost(PATIENCE);
      return Optional.empty();
    } catch (SpillwayException e) {
      return Optional.of(e.kind());
    }
  }
}
