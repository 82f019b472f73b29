package dev.spillway.gateway.file;

import static dev.spillway.gateway.tenancy.AdminApi.admin;
import static io.restassured.RestAssured.given;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.startsWith;

import dev.spillway.gateway.HttpBytes;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.TierConfig;
import dev.spillway.gateway.config.Tiers;
import dev.spillway.gateway.file.FileProfile.OneFile;
import dev.spillway.gateway.policy.Database;
import dev.spillway.gateway.policy.LivePolicies;
import dev.spillway.gateway.policy.RecordedLog;
import dev.spillway.gateway.tenancy.Ids;
import dev.spillway.gateway.upstream.EngineServer;
import dev.spillway.gateway.upstream.EngineServer.Reply;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.Stores;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that changes under a running gateway, with a real database. */
@QuarkusTest
@TestProfile(FileProfile.class)
class FileReloadTest {
  private static final String ORGANISATION = "org_" + Ids.of("org_acme");
  private static final String PROJECT = "proj_" + Ids.of("proj_acme/support");

  // Quarkus sets them before the first test.
  @SuppressWarnings("NullAway.Init")
  @TestHTTPResource
  URI base;

  @SuppressWarnings("NullAway.Init")
  @Inject
  LivePolicies policies;

  @SuppressWarnings("NullAway.Init")
  @Inject
  Tiers tiers;

  @SuppressWarnings("NullAway.Init")
  @Inject
  Database database;

  @SuppressWarnings("NullAway.Init")
  @Inject
  FileApplier applier;

  @SuppressWarnings("NullAway.Init")
  @Inject
  GatewayConfig config;

  static String file(double price, double threshold) {
    return String.format(
        Locale.ROOT,
        """
        tiers:
          small:
            price: {input: %s, output: 1}
            upstream: {endpoints: [{url: "%s", api_key: sk-very-secret, headers: {x-team: sk-of-team}}], retries: 0}
          large:
            price: {input: 1, cached_input: 0.1, cache_write: 1.25, output: 1}
            upstream: {endpoints: [{url: "%s", proxy: "http://me:sk-proxy@%s"}], retries: 0}
        policies:
          ours: {tiers: [small, large], scorer: min-probability, thresholds: [%s]}
        tenants:
          acme:
            limits: {usd_per_month: 500}
            projects:
              support: {models: [ours], limits: {requests_per_minute: 600}}
        settings:
          gateway.deadline: 45s
        """,
        price,
        OneFile.engine().base(),
        OneFile.engine().base(),
        OneFile.engine().base().getAuthority(),
        threshold);
  }

  @Test
  void settings_are_in_force_from_the_start() {
    assertThat(config.deadline()).isEqualTo(Duration.ofSeconds(45));
  }

  @AfterEach
  void backToTheFirst() {
    OneFile.engine().reset();
    write(file(0.15, 0.8));
  }

  /** Returns when what is written is in force. */
  private void write(String text) {
    OneFile.write(text);
    awaitApplied(text);
  }

  private void awaitApplied(String text) {
    var sha256 = FileReader.sha256(text.getBytes(StandardCharsets.UTF_8));
    Await.until(
        () ->
            applier.status().state() == FileStatus.State.APPLIED
                && sha256.equals(applier.status().sha256()),
        () -> applier.status().toString());
  }

  /** Returns when what is written was refused. */
  private List<String> writeWrong(String text, String expected) {
    OneFile.write(text);
    Await.until(
        () -> applier.status().errors().stream().anyMatch(each -> each.contains(expected)),
        () -> applier.status().toString());
    return applier.status().errors();
  }

  private int version(String policy) {
    return policies.find(policy).orElseThrow().version();
  }

  private static double reloads(String outcome) {
    return given()
        .get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith("spillway_config_reloads_total{outcome=\"" + outcome))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static String cost(String model) {
    return given()
        .contentType("application/json")
        .header("Cache-Control", "no-store")
        .body(
            """
            {"model":"%s","temperature":0.5,"messages":[{"role":"user","content":"Hi"}]}"""
                .formatted(model))
        .post("/v1/chat/completions")
        .then()
        .statusCode(200)
        .extract()
        .header("x-spillway-cost-usd");
  }

  private static Reply hello(int prompt) {
    return Reply.stream().says("Hello", -0.01).ends("stop", prompt, 0);
  }

  @Test
  void what_the_file_says_is_in_force_from_the_start() {
    admin()
        .get("/admin/v1/policies/ours")
        .then()
        .statusCode(200)
        .body("tiers", equalTo(List.of("small", "large")));
    admin()
        .get("/admin/v1/projects/" + PROJECT)
        .then()
        .body("name", equalTo("support"))
        .body("organisation_id", equalTo(ORGANISATION))
        .body("models", equalTo(List.of("ours")))
        .body("limits.requests_per_minute", equalTo(600));
    admin()
        .get("/admin/v1/configuration")
        .then()
        .body("state", equalTo("APPLIED"))
        .body("gives", hasItem("policy ours (%s:9)".formatted(OneFile.path())));
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("checks.find { it.name == 'configuration' }.data.state", equalTo("applied"));
  }

  @Test
  void a_change_of_the_file_is_in_force_without_a_restart() {
    OneFile.engine().otherwise(hello(1_000_000));
    assertThat(cost("small")).isEqualTo("0.15");
    int before = version("ours");
    write(file(0.3, 0.9));
    assertThat(version("ours")).isEqualTo(before + 1);
    assertThat(cost("small")).isEqualTo("0.3");
    admin()
        .get("/admin/v1/policies/ours")
        .then()
        .body("thresholds", equalTo(List.of(0.9f)))
        .body("created_by", equalTo("spillway.yaml"));
  }

  @Test
  void a_change_that_changes_nothing_makes_no_version() {
    int before = version("ours");
    write("# said again\n" + file(0.15, 0.8));
    assertThat(version("ours")).isEqualTo(before);
  }

  @Test
  void tiers_come_and_go_with_the_policies_that_ask_them() {
    OneFile.engine().otherwise(hello(1_000_000));
    var first = file(0.15, 0.8);
    var extra =
        "  extra: {price: {input: 7, output: 7}, upstream: {endpoints: [{url: \"%s\"}]}}\npolicies:"
            .formatted(OneFile.engine().base());
    write(first.replace("policies:", extra).replace("[small, large]", "[small, extra]"));
    assertThat(cost("extra")).isEqualTo("7");
    admin()
        .body("{\"tiers\": [\"extra\"], \"scorer\": \"min-probability\", \"thresholds\": []}")
        .put("/admin/v1/policies/apart")
        .then()
        .statusCode(lessThan(300));
    assertThat(writeWrong(first, "taken away"))
        .containsExactly(
            OneFile.path() + ":1:1: tiers.extra: is taken away, but policy 'apart' asks it");
    admin().body("{\"tiers\": [\"large\"]}").put("/admin/v1/policies/apart").then().statusCode(200);
    write("# again\n" + first);
    given()
        .contentType("application/json")
        .body("{\"model\":\"extra\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
        .post("/v1/chat/completions")
        .then()
        .statusCode(404);
  }

  @Test
  void a_wrong_file_changes_nothing_and_is_said_with_its_lines() {
    int before = version("ours");
    double refused = reloads("refused");
    var errors = writeWrong(file(0.15, 0.8).replace("0.8", "lots"), "lots");
    assertThat(errors)
        .containsExactly(
            OneFile.path()
                + ":9:71: policies.ours.thresholds[0]: must be a number of at least 0 and at most 1,"
                + " was \"lots\"");
    assertThat(version("ours")).isEqualTo(before);
    assertThat(reloads("refused")).isEqualTo(refused + 1);
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("checks.find { it.name == 'configuration' }.data.state", equalTo("refused"))
        .body("checks.find { it.name == 'configuration' }.data.errors", equalTo(1));
    admin()
        .get("/admin/v1/configuration")
        .then()
        .body("state", equalTo("REFUSED"))
        .body("errors[0]", startsWith(OneFile.path() + ":9:71: "));
  }

  @Test
  void what_needs_a_restart_is_refused_as_a_whole() {
    int before = version("ours");
    assertThat(writeWrong(file(0.15, 0.7).replace("45s", "46s"), "restart to apply"))
        .containsExactly(
            OneFile.path()
                + ":1:1: settings: spillway.gateway.deadline changes only at start: restart to"
                + " apply");
    assertThat(version("ours")).isEqualTo(before);
  }

  @Test
  void a_policy_of_a_router_that_is_not_there_is_refused_with_its_line() {
    var text =
        file(0.15, 0.8)
            .replace(
                "tenants:",
                "  routed: {tiers: [small, large], router: nobodys, worth_usd: 0.001}\ntenants:");
    assertThat(writeWrong(text, "nobodys"))
        .containsExactly(
            OneFile.path()
                + ":10:1: policies.routed: router must be a router, but there is none named"
                + " 'nobodys'");
  }

  @Test
  void a_project_of_another_organisation_is_refused_with_its_line_and_nothing_is_changed() {
    var text =
        file(0.15, 0.7)
            .replace(
                "settings:",
                "  other:\n    projects:\n      taken: {id: %s}\nsettings:".formatted(PROJECT))
            .replace("support: {models", "renamed: {models");
    int before = version("ours");
    assertThat(writeWrong(text, "is a project of"))
        .containsExactly(
            OneFile.path()
                + ":17:1: tenants.other.projects.taken: %s is a project of %s"
                    .formatted(PROJECT, ORGANISATION));
    assertThat(version("ours")).isEqualTo(before);
  }

  @Test
  void what_the_file_gives_is_changed_there_alone() {
    admin()
        .body("{\"thresholds\": [0.5]}")
        .put("/admin/v1/policies/ours")
        .then()
        .statusCode(409)
        .body("error.code", equalTo("given_by_file"))
        .body(
            "error.message",
            equalTo("policy ours is given by %s:9; change it there".formatted(OneFile.path())));
    admin()
        .body("{\"name\": \"theirs\"}")
        .patch("/admin/v1/projects/" + PROJECT)
        .then()
        .statusCode(409)
        .body("error.code", equalTo("given_by_file"));
    admin().delete("/admin/v1/organisations/" + ORGANISATION).then().statusCode(409);
    admin()
        .body("{\"tiers\": [\"small\"], \"scorer\": \"min-probability\"}")
        .put("/admin/v1/policies/theirs")
        .then()
        .statusCode(lessThan(300));
  }

  @Test
  void what_the_file_gives_no_longer_stays_and_is_free_again() {
    write(file(0.15, 0.8).replace("  ours: {", "  other: {").replace("[ours]", "[other]"));
    assertThat(policies.find("ours")).isPresent();
    admin()
        .body("{\"comment\": \"free\", \"thresholds\": [0.6]}")
        .put("/admin/v1/policies/ours")
        .then()
        .statusCode(200);
    admin().body("{\"thresholds\": [0.6]}").put("/admin/v1/policies/other").then().statusCode(409);
  }

  @Test
  void a_request_under_way_ends_where_it_began_and_at_its_price() throws IOException {
    var goOn = new CompletableFuture<Void>();
    OneFile.engine()
        .next(
            Reply.stream()
                .says("Hel", -0.01)
                .await(goOn)
                .says("lo", -0.02)
                .ends("stop", 1_000_000, 0));
    try (var connection = new HttpBytes(base);
        var next = new EngineServer()) {
      connection.post(
          "/v1/chat/completions",
          """
          {"model":"small","stream":true,"temperature":0.5,"messages":[{"role":"user","content":"Hi"}]}""");
      assertThat(connection.head()).startsWith("HTTP/1.1 200");
      next.otherwise(hello(1_000_000));
      write(file(0.3, 0.8).replace(OneFile.engine().base().toString(), next.base().toString()));
      assertThat(cost("small")).isEqualTo("0.3");
      goOn.complete(null);
      var rest = connection.chunks();
      assertThat(rest).contains("lo", "\"cost_usd\":\"0.15\"", "[DONE]");
    }
  }

  @Test
  void what_the_file_changes_is_in_the_audit_log_with_what_was_before_and_is_after() {
    var text = own(file(0.3, 0.9));
    write(text);
    var rows = audited(text);
    assertThat(rows.<List<String>>path("data.resource"))
        .containsExactlyInAnyOrder("/admin/v1/tiers/small", "/admin/v1/policies/ours");
    assertThat(rows.<List<String>>path("data.actor")).containsOnly("file:spillway.yaml");
    assertThat(rows.<List<String>>path("data.outcome")).containsOnly("changed");
    rows.then()
        .body(change("/admin/v1/policies/ours") + ".thresholds.before", equalTo(List.of(0.8f)))
        .body(change("/admin/v1/policies/ours") + ".thresholds.after", equalTo(List.of(0.9f)))
        .body(change("/admin/v1/tiers/small") + ".input.before", equalTo(0.15f))
        .body(change("/admin/v1/tiers/small") + ".input.after", equalTo(0.3f));
    assertThat(rows.asString()).doesNotContain("sk-very-secret", OneFile.path().toString());
  }

  @Test
  void what_the_file_says_again_is_not_in_the_audit_log() {
    var text = own(file(0.15, 0.8));
    write(text);
    assertThat(audited(text).<List<?>>path("data")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sk-very-secret", "sk-of-team", "sk-proxy"})
  void that_a_secret_of_an_engine_changed_is_in_the_audit_log_and_the_secret_is_not(String old) {
    var text = own(file(0.15, 0.8).replace(old, "sk-another"));
    write(text);
    var rows = audited(text);
    rows.then()
        .body("data.resource", everyItem(startsWith("/admin/v1/tiers/")))
        .body("data.size()", equalTo(1))
        .body("data[0].changes.size()", equalTo(1))
        .body("data[0].changes.api_keys.after", equalTo("(hidden)"));
    assertThat(rows.asString()).doesNotContain("sk-");
  }

  @Test
  void without_the_database_a_change_waits_and_is_in_force_as_a_whole_when_it_is_back() {
    int before = version("ours");
    var text = own(file(0.3, 0.9));
    var postgres = Stores.shared().postgres();
    try (var log = RecordedLog.of(FileReport.class)) {
      postgres.stop();
      try {
        OneFile.write(text);
        awaitPending();
        assertThat(version("ours")).isEqualTo(before);
        assertThat(promptPrice()).isEqualByComparingTo("0.15");
        given()
            .get("/q/health/ready")
            .then()
            .body("checks.find { it.name == 'configuration' }.status", equalTo("UP"))
            .body("checks.find { it.name == 'configuration' }.data.state", equalTo("pending"))
            .body(
                "checks.find { it.name == 'configuration' }.data.first_error",
                startsWith("the database does not answer"));
        assertThat(given().get("/q/metrics").asString()).contains("spillway_config_pending 1");
      } finally {
        postgres.start();
      }
      awaitApplied(text);
      assertThat(log.lines("is not applied yet"))
          .singleElement()
          .asString()
          .contains("as the database is away", "tried again")
          .doesNotContain("\tat ");
    }
    assertThat(version("ours")).isEqualTo(before + 1);
    assertThat(promptPrice()).isEqualByComparingTo("0.3");
    assertThat(audited(text).<List<?>>path("data")).hasSize(2);
    assertThat(given().get("/q/metrics").asString()).contains("spillway_config_pending 0");
  }

  /** Each trial loses its connection at the last thing that it writes. */
  @Test
  void a_content_is_in_force_as_a_whole_or_not_at_all_where_the_database_fails_in_the_midst() {
    int before = version("ours");
    var text = own(file(0.3, 0.9).replace("requests_per_minute: 600", "requests_per_minute: 601"));
    sql("create sequence trials");
    sql(
        """
        create function die() returns trigger language plpgsql as $$
        begin
          perform nextval('trials');
          perform pg_terminate_backend(pg_backend_pid());
          perform pg_sleep(10);
          return new;
        end
        $$""");
    sql(
        """
        create trigger die before insert on audit for each row
        when (new.actor = 'file:spillway.yaml' and new.resource like '/admin/v1/projects/%')
        execute function die()""");
    try (var log = RecordedLog.of(FileReport.class)) {
      try {
        OneFile.write(text);
        Await.until(() -> number("select last_value from trials") >= 3);
        awaitPending();
        assertThat(version("ours")).isEqualTo(before);
        assertThat(number("select max(version) from policy_version where name = 'ours'"))
            .isEqualTo(before);
        assertThat(promptPrice()).isEqualByComparingTo("0.15");
        assertThat(audited(text).<List<?>>path("data")).isEmpty();
      } finally {
        sql("drop trigger die on audit");
        sql("drop function die");
        sql("drop sequence trials");
      }
      awaitApplied(text);
      assertThat(log.lines("is not applied yet")).hasSize(1);
    }
    assertThat(version("ours")).isEqualTo(before + 1);
    assertThat(promptPrice()).isEqualByComparingTo("0.3");
    admin()
        .get("/admin/v1/projects/" + PROJECT)
        .then()
        .body("limits.requests_per_minute", equalTo(601));
    assertThat(audited(text).<List<?>>path("data")).hasSize(3);
  }

  /** A content that no other test writes. */
  private static String own(String text) {
    return "# " + UUID.randomUUID() + "\n" + text;
  }

  private static Response audited(String text) {
    var sha256 = FileReader.sha256(text.getBytes(StandardCharsets.UTF_8));
    return admin().get("/admin/v1/audit?request_id=" + sha256.substring(0, 32));
  }

  private static String change(String resource) {
    return "data.find { it.resource == '%s' }.changes".formatted(resource);
  }

  private BigDecimal promptPrice() {
    return tiers.find("small").orElseThrow().price().perPromptToken().usd().movePointRight(6);
  }

  private void awaitPending() {
    Await.until(
        () -> applier.status().state() == FileStatus.State.PENDING,
        () -> applier.status().toString());
  }

  private void sql(String statement) {
    database
        .transaction(session -> session.createNativeQuery(statement).executeUpdate())
        .await()
        .atMost(Duration.ofMinutes(1));
  }

  private long number(String query) {
    return database
        .transaction(session -> session.createNativeQuery(query, Long.class).getSingleResult())
        .await()
        .atMost(Duration.ofMinutes(1));
  }

  @Test
  void what_is_exported_is_a_right_file_that_says_the_same() {
    var yaml = admin().get("/admin/v1/configuration/export").then().statusCode(200).extract();
    var text = yaml.asString();
    assertThat(text).doesNotContain("sk-");
    var reading = FileReaderTest.read(text);
    assertThat(reading.problems()).isEmpty();
    var exported = reading.file().orElseThrow();
    var inForce = requireNonNull(applier.inForce());
    assertThat(exported.tiers().keySet()).isEqualTo(inForce.tiers().keySet());
    assertThat(requireNonNull(exported.tiers().get("large")))
        .extracting(TierConfig::cachedPromptUsdPerMillion, TierConfig::cacheWriteUsdPerMillion)
        .containsExactly(Optional.of(new BigDecimal("0.1")), Optional.of(new BigDecimal("1.25")));
    var small = requireNonNull(exported.tiers().get("small"));
    assertThat(small.cachedPromptUsdPerMillion()).isEmpty();
    assertThat(small.upstream().orElseThrow().endpoints().getFirst().headers())
        .isEqualTo(Map.of("x-team", ""));
    assertThat(exported.policies())
        .filteredOn(each -> each.policy().name().equals("ours"))
        .singleElement()
        .extracting(each -> each.policy().change().thresholds().orElseThrow())
        .isEqualTo(List.of(0.8));
    assertThat(exported.organisations())
        .filteredOn(each -> each.id().equals(ORGANISATION))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.limits()).isEqualTo(inForce.organisations().getFirst().limits());
              assertThat(each.projects().getFirst().id()).isEqualTo(PROJECT);
              assertThat(each.projects().getFirst().limits())
                  .isEqualTo(inForce.organisations().getFirst().projects().getFirst().limits());
            });
  }
}
