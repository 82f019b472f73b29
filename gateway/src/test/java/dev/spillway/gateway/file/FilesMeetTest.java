package dev.spillway.gateway.file;

import static dev.spillway.gateway.tenancy.AdminApi.admin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.spillway.gateway.policy.RecordedLog;
import dev.spillway.gateway.tenancy.Ids;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
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

  @Inject FileGateway.Maker maker;

  private List<FileGateway> gateways = List.of();

  @AfterEach
  void close() {
    gateways.forEach(FileGateway::close);
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
          assertThat(each.version("met")).isEqualTo(round + 1);
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

  private void atOnce(Function<FileGateway, Uni<Void>> call) {
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

  private FileGateway gateway() {
    return maker.make(file(0), WatchedFile.none());
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
