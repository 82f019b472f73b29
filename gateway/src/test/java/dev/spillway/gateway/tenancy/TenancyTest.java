package dev.spillway.gateway.tenancy;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.gateway.policy.Database;
import dev.spillway.gateway.policy.Outage;
import dev.spillway.gateway.policy.Outages;
import dev.spillway.gateway.policy.RecordedLog;
import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.Stores;
import dev.spillway.testkit.StubWorker;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.assertj.core.util.Throwables;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gateways on one real database, and what their workers are told. */
@QuarkusTest
@TestProfile(StoresProfile.class)
class TenancyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Of requests without a key. */
  private static final String TENANT = Project.DEFAULT;

  private static final String CONFIGURED = "sixteen-letters!";

  @Inject Database database;
  @Inject Outages outages;
  @Inject Namespaces here;

  @Inject
  @Named("small")
  StubWorker small;

  private final List<byte[]> made = new CopyOnWriteArrayList<>();
  private final SecureRandom chance = new SecureRandom();

  /** Its secrets are known to this test. */
  private final RandomGenerator watched =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return chance.nextLong();
        }

        @Override
        public void nextBytes(byte[] bytes) {
          chance.nextBytes(bytes);
          made.add(bytes.clone());
        }
      };

  @BeforeEach
  void no_gateway_but_this_has_started_on_this_database() {
    until(() -> !outages.isOn(Outage.SECRET_UNKNOWN));
    execute("delete from installation_secret");
    small.reset();
  }

  @Test
  void a_key_that_lost_a_part_on_the_way_is_refused_and_not_taken_for_none() {
    var secret = AdminApi.key().secret();
    given().get("/v1/models").then().statusCode(200);
    for (var mangled :
        List.of(secret.substring(0, secret.length() - 1), secret + "x", secret.substring(0, 12))) {
      AdminApi.with(mangled)
          .get("/v1/models")
          .then()
          .statusCode(401)
          .body("error.message", equalTo("this key does not exist, is revoked or has expired"));
      given().header("x-api-key", mangled).get("/v1/models").then().statusCode(401);
    }
  }

  @Test
  void all_gateways_on_a_database_have_one_secret_that_the_first_made() {
    var first = outcome(secret().findOrMake());
    assertThat(first).hasSize(32).isEqualTo(made.getFirst());
    assertThat(outcome(secret().findOrMake())).isEqualTo(first);
    assertThat(made).hasSize(1);
  }

  @Test
  void gateways_that_start_at_once_have_one_secret() {
    var starts =
        Stream.generate(this::secret)
            .limit(8)
            .map(each -> each.findOrMake().subscribeAsCompletionStage().toCompletableFuture())
            .toList();
    CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new)).join();
    var kept = outcome(secret().findOrMake());
    assertThat(starts).allMatch(start -> Arrays.equals(start.join(), kept));
    assertThat(made).anyMatch(each -> Arrays.equals(each, kept));
  }

  @Test
  void a_configured_secret_goes_first_and_leaves_the_database_alone() {
    var namespaces = new Namespaces();
    startup(namespaces, Optional.of(CONFIGURED)).onStart(new StartupEvent());
    outcome(secret().findOrMake());
    assertThat(made).hasSize(1);
    assertThat(namespaces.of("org_1")).isEqualTo("62f8e15aed4c52aa7a16829264b42b5e");
  }

  @Test
  void law_a_cache_may_only_save_time_without_the_database_nothing_is_shared_until_it_is_back()
      throws Exception {
    var expected = new Namespaces();
    expected.use(outcome(secret().findOrMake()));
    var namespaces = new Namespaces();
    var startup = startup(namespaces, Optional.empty());
    Stores.shared().postgres().stop();
    try {
      startup.onStart(new StartupEvent());
      until(() -> outages.isOn(Outage.SECRET_UNKNOWN));
      assertThat(namespaces.of(TENANT)).isNotEqualTo(expected.of(TENANT));
      assertThat(ask("").namespace()).isEqualTo(here.of(TENANT));
    } finally {
      Stores.shared().postgres().start();
    }
    until(() -> namespaces.of(TENANT).equals(expected.of(TENANT)));
    until(() -> !outages.isOn(Outage.SECRET_UNKNOWN));
    until(() -> !outages.isOn(Outage.DATABASE_DOWN));
    startup.onStop(new ShutdownEvent());
  }

  @Test
  void the_secret_is_in_no_log_and_no_error_also_where_the_database_refuses_it() {
    execute("alter table installation_secret add constraint refused check (name <> 'cache')");
    var namespaces = new Namespaces();
    var before = namespaces.of(TENANT);
    var startup = startup(namespaces, Optional.empty());
    try (var log = RecordedLog.ofAll()) {
      try {
        startup.onStart(new StartupEvent());
        until(() -> !log.lines("cache-secret is away").isEmpty());
        assertThat(namespaces.of(TENANT)).isEqualTo(before);
        assertThatThrownBy(() -> outcome(secret().findOrMake()))
            .satisfies(
                failure -> assertThat(Throwables.getStackTrace(failure)).doesNotContain(made()));
      } finally {
        execute("alter table installation_secret drop constraint refused");
      }
      until(() -> !namespaces.of(TENANT).equals(before));
      until(() -> !log.lines("cache-secret is back").isEmpty());
      startup(namespaces, Optional.of(CONFIGURED)).onStart(new StartupEvent());
      assertThat(made).hasSizeGreaterThan(2);
      assertThat(made()).allSatisfy(secret -> assertThat(log.lines(secret)).isEmpty());
      assertThat(log.lines(CONFIGURED)).isEmpty();
    }
  }

  @Test
  void the_worker_is_told_the_namespace_of_the_tenant() throws Exception {
    assertThat(ask("").namespace()).matches("[0-9a-f]{32}").isEqualTo(here.of(TENANT));
  }

  @Test
  void law_tenants_do_not_meet_a_client_cannot_set_the_namespace() throws Exception {
    var fields =
        """
        , "namespace": "n", "cache_salt": "s", "user": "u", "tenant": "t", "prompt_cache_key": "k",
        "safety_identifier": "i", "metadata": {"namespace": "n", "tenant": "t"}""";
    var sent =
        ask(
            fields,
            given()
                .header("X-Spillway-Namespace", "n")
                .header("X-Tenant", "t")
                .header("Authorization", "Bearer other"));
    assertThat(sent.namespace()).isEqualTo(here.of(TENANT));
  }

  private GenerateRequest ask(String fields) throws InterruptedException {
    return ask(fields, given());
  }

  /** What the worker is sent for a request with further fields. */
  private GenerateRequest ask(String fields, RequestSpecification http)
      throws InterruptedException {
    small.says(Script.answer(0.9, "ok"));
    http.contentType(ContentType.JSON)
        .body(
            """
            {"model": "demo-small", "messages": [{"role": "user", "content": "Hi"}]%s}"""
                .formatted(fields))
        .post("/v1/chat/completions")
        .then()
        .statusCode(200);
    return small.nextCall().request();
  }

  /** The secrets that were made, in every form that they may be written in. */
  private String[] made() {
    return made.stream()
        .flatMap(
            each ->
                Stream.of(
                    HexFormat.of().formatHex(each),
                    Base64.getEncoder().encodeToString(each),
                    Arrays.toString(each)))
        .toArray(String[]::new);
  }

  private InstallationSecret secret() {
    return new InstallationSecret(database, Clock.systemUTC(), watched);
  }

  private TenancyStartup startup(Namespaces namespaces, Optional<String> configured) {
    return new TenancyStartup(namespaces, secret(), outages, configured);
  }

  private void execute(String statement) {
    outcome(database.transaction(session -> session.createNativeQuery(statement).executeUpdate()));
  }

  private static void until(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).until(condition);
  }

  private static <T> T outcome(Uni<T> work) {
    return work.await().atMost(PATIENCE);
  }
}
