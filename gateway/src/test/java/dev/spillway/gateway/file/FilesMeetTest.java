package dev.spillway.gateway.file;

import static dev.spillway.gateway.policy.SecondGateway.NEVER;
import static dev.spillway.gateway.policy.SecondGateway.redisUrl;
import static dev.spillway.gateway.tenancy.AdminApi.admin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.spillway.gateway.audit.AuditChanges;
import dev.spillway.gateway.config.EmbeddingTiers;
import dev.spillway.gateway.config.Given;
import dev.spillway.gateway.config.TierConfig;
import dev.spillway.gateway.config.Tiers;
import dev.spillway.gateway.policy.RecordedLog;
import dev.spillway.gateway.policy.SecondGateway;
import dev.spillway.gateway.tenancy.Ids;
import dev.spillway.gateway.tenancy.StatedTenants;
import dev.spillway.gateway.workers.LiveTiers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several gateways go by one file, and meet in one database. */
@QuarkusTest
@TestProfile(FileProfile.class)
class FilesMeetTest {
  private static final int GATEWAYS = 3;
  private static final int ROUNDS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String ORGANISATION = "org_" + Ids.of("org_met");
  private static final String PROJECT = "proj_" + Ids.of("proj_met/one");

  @Inject Vertx vertx;
  @Inject Mutiny.SessionFactory sessions;
  @Inject StatedTenants tenants;
  @Inject EmbeddingTiers embedding;
  @Inject AuditChanges log;

  private List<Gateway> gateways = List.of();

  private record Gateway(SecondGateway stores, Tiers tiers, FileApplier applier) {
    int version() {
      return stores.policies.find("met").orElseThrow().version();
    }
  }

  @AfterEach
  void close() {
    gateways.forEach(each -> each.stores().close());
  }

  @Test
  void what_all_of_them_see_at_once_is_written_once_and_served_by_each() {
    gateways = Stream.generate(this::gateway).limit(GATEWAYS).toList();
    try (var told = RecordedLog.of(FileReport.class)) {
      atOnce(each -> each.applier().begin(file(0)));
      for (int round = 1; round <= ROUNDS; round++) {
        var reading = reading(round);
        atOnce(each -> each.applier().follow(reading));
        var sha256 = reading.file().orElseThrow().sha256();
        for (var each : gateways) {
          assertThat(each.applier().status().state()).isEqualTo(FileStatus.State.APPLIED);
          assertThat(each.applier().status().sha256()).isEqualTo(sha256);
          assertThat(each.version()).isEqualTo(round + 1);
          assertThat(each.tiers().find("small").orElseThrow().price().perPromptToken().usd())
              .isEqualByComparingTo("0.0000" + (10 + round));
        }
        assertThat(audited(sha256))
            .containsExactlyInAnyOrder(
                "/admin/v1/tiers/small",
                "/admin/v1/policies/met",
                "/admin/v1/organisations/" + ORGANISATION,
                "/admin/v1/projects/" + PROJECT);
      }
      assertThat(told.lines("not applied")).isEmpty();
    }
    admin()
        .get("/admin/v1/organisations/" + ORGANISATION)
        .then()
        .body("version", equalTo(ROUNDS + 1));
    admin().get("/admin/v1/projects/" + PROJECT).then().body("version", equalTo(ROUNDS + 1));
  }

  private static List<String> audited(String sha256) {
    return admin()
        .get("/admin/v1/audit?request_id=" + sha256.substring(0, 32))
        .path("data.resource");
  }

  private void atOnce(Function<Gateway, Uni<Void>> call) {
    Multi.createFrom()
        .iterable(gateways)
        .onItem()
        .transformToUni(each -> call.apply(each).replaceWith(true))
        .merge(GATEWAYS)
        .collect()
        .asList()
        .await()
        .atMost(PATIENCE);
  }

  private Gateway gateway() {
    var tiers = new Tiers(() -> file(0).tiers());
    var stores = new SecondGateway(vertx, sessions, redisUrl(), NEVER, tiers::names).start();
    return new Gateway(
        stores,
        tiers,
        new FileApplier(
            stores.policies,
            stores.stated,
            new FileTransaction(stores.database, stores.stated, tenants, log),
            tiers,
            embedding,
            new PricesAlone(tiers),
            new Given(),
            new SimpleMeterRegistry()));
  }

  /** Tiers without anybody who serves them. */
  private record PricesAlone(Tiers tiers) implements LiveTiers {
    @Override
    public Runnable prepare(Map<String, TierConfig> next) {
      return tiers.prepare(next);
    }

    @Override
    public Optional<Integer> retries(String tier) {
      return Optional.empty();
    }
  }

  private static SpillwayFile file(int round) {
    return reading(round).file().orElseThrow();
  }

  private static Reading reading(int round) {
    return FileReaderTest.read(
        """
        tiers:
          small: {price: {input: %d, output: 1}}
          large: {price: {input: 50, output: 50}}
        policies:
          met: {tiers: [small, large], scorer: min-probability, thresholds: [0.%d]}
        tenants:
          met:
            limits: {concurrency: %d}
            projects:
              one: {limits: {concurrency: %d}}
        """
            .formatted(10 + round, 10 + round, 1 + round, 1 + round));
  }
}
