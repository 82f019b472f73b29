package dev.spillway.gateway.sharing;

import static dev.spillway.gateway.tenancy.AdminApi.admin;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.gateway.policy.Database;
import dev.spillway.gateway.policy.Outage;
import dev.spillway.gateway.policy.Outages;
import dev.spillway.gateway.policy.PolicyNotices;
import dev.spillway.gateway.policy.RecordedLog;
import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.gateway.tenancy.AdminApi;
import dev.spillway.gateway.tenancy.Namespaces;
import dev.spillway.gateway.tenancy.Project;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.Stores;
import dev.spillway.testkit.StubWorker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prompts that an administrator lists, and what workers are told of requests that begin so. */
@QuarkusTest
@TestProfile(StoresProfile.class)
class SharedPromptsTest {
  private static final String TEXT = "You are the support assistant of Acme. Be brief.";
  private static final ChatMessage SYSTEM = new ChatMessage(Role.SYSTEM, TEXT);
  private static final ChatMessage USER = new ChatMessage(Role.USER, "Hi");
  private static final String PATH = "/admin/v1/shared-prompts";

  @Inject Vertx vertx;
  @Inject Redis redis;
  @Inject Database database;
  @Inject ObjectMapper json;
  @Inject Outages outages;
  @Inject SharedPrompts prompts;
  @Inject Namespaces namespaces;

  @Inject
  @Named("small")
  StubWorker small;

  private final AtomicLong nanos = new AtomicLong();

  @BeforeEach
  @AfterEach
  void nothing_is_listed() {
    List<String> ids = admin().get(PATH).path("data.id");
    ids.forEach(id -> admin().delete(PATH + "/" + id).then().statusCode(204));
  }

  @Test
  void law_tenants_do_not_meet_without_a_listing_nothing_is_shared() throws Exception {
    assertThat(asked(AdminApi.key(), SYSTEM, USER).shared()).isEmpty();
  }

  @Test
  void who_begins_with_a_listed_prompt_shares_that_beginning_and_stays_apart_for_the_rest()
      throws Exception {
    list(SYSTEM);
    var one = asked(AdminApi.key(), SYSTEM, USER);
    var other = asked(AdminApi.key(), SYSTEM, new ChatMessage(Role.USER, "Something else"));
    assertThat(one.shared().orElseThrow().messages()).isEqualTo(1);
    assertThat(one.shared()).isEqualTo(other.shared());
    assertThat(one.namespace()).isNotEqualTo(other.namespace());
    assertThat(one.shared().orElseThrow().namespace())
        .matches("[0-9a-f]{32}")
        .isNotIn(one.namespace(), other.namespace(), namespaces.of(Project.DEFAULT));
  }

  @Test
  void law_tenants_do_not_meet_a_message_that_differs_in_anything_shares_nothing()
      throws Exception {
    list(SYSTEM);
    var key = AdminApi.key();
    for (var other : List.of(TEXT + " ", TEXT.substring(1), TEXT.toLowerCase(Locale.ROOT))) {
      assertThat(asked(key, new ChatMessage(Role.SYSTEM, other), USER).shared()).isEmpty();
    }
    assertThat(asked(key, new ChatMessage(Role.USER, TEXT)).shared()).isEmpty();
    assertThat(asked(key, USER, new ChatMessage(Role.ASSISTANT, "Yes?"), USER).shared()).isEmpty();
  }

  @Test
  void the_longest_listed_beginning_counts() throws Exception {
    var reply = new ChatMessage(Role.ASSISTANT, "Yes?");
    list(SYSTEM);
    list(SYSTEM, USER, reply);
    var key = AdminApi.key();
    var shorter = asked(key, SYSTEM, USER).shared().orElseThrow();
    var longer = asked(key, SYSTEM, USER, reply, USER).shared().orElseThrow();
    assertThat(shorter.messages()).isEqualTo(1);
    assertThat(longer.messages()).isEqualTo(3);
    assertThat(longer.namespace()).isNotEqualTo(shorter.namespace());
  }

  @Test
  void a_deleted_prompt_is_shared_no_more_when_the_deletion_is_answered() throws Exception {
    var id = list(SYSTEM);
    var key = AdminApi.key();
    assertThat(asked(key, SYSTEM, USER).shared()).isPresent();
    admin().delete(PATH + "/" + id).then().statusCode(204);
    assertThat(asked(key, SYSTEM, USER).shared()).isEmpty();
    admin().delete(PATH + "/" + id).then().statusCode(404);
    admin().get(PATH + "/" + id).then().statusCode(404);
  }

  @Test
  void law_what_is_deleted_stops_being_shared_at_every_gateway_by_notice() {
    var other = other(Duration.ofDays(1));
    var notices =
        new PolicyNotices(
            vertx,
            redis,
            SharingStartup.CHANNEL,
            cause -> {},
            () -> {},
            Duration.ofMillis(100),
            other::heard);
    notices.start();
    try {
      var id = list(SYSTEM);
      Await.until(() -> other.find(List.of(SYSTEM, USER)).isPresent());
      admin().delete(PATH + "/" + id).then().statusCode(204);
      Await.until(() -> other.find(List.of(SYSTEM, USER)).isEmpty());
    } finally {
      notices.stop().toCompletableFuture().join();
    }
  }

  @Test
  void law_a_cache_may_only_save_time_without_the_database_requests_share_nothing_and_go_on()
      throws Exception {
    list(SYSTEM);
    var other = other(Duration.ofSeconds(10));
    other.heard();
    Await.until(() -> other.find(List.of(SYSTEM)).isPresent());
    Stores.shared().postgres().stop();
    try {
      nanos.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
      assertThat(other.find(List.of(SYSTEM))).isPresent();
      nanos.addAndGet(1);
      other.heard();
      assertThat(other.find(List.of(SYSTEM))).isEmpty();
      Await.until(() -> prompts.find(List.of(SYSTEM)).isEmpty());
      assertThat(asked(null, SYSTEM, USER).shared()).isEmpty();
      admin().body(body(SYSTEM)).post(PATH).then().statusCode(503);
    } finally {
      Stores.shared().postgres().start();
    }
    Await.until(() -> !outages.isOn(Outage.DATABASE_DOWN));
    Await.until(() -> prompts.find(List.of(SYSTEM)).isPresent());
  }

  @Test
  void a_listing_can_be_read_and_is_logged_without_its_text() {
    try (var log = RecordedLog.ofAll()) {
      var id = list(SYSTEM);
      admin()
          .get(PATH + "/" + id)
          .then()
          .statusCode(200)
          .body("name", equalTo("preamble"))
          .body("messages[0].role", equalTo("system"))
          .body("messages[0].content", equalTo(TEXT));
      admin().get(PATH).then().body("data.id", hasItem(id));
      admin().delete(PATH + "/" + id).then().statusCode(204);
      assertThat(log.lines(id)).hasSize(2);
      assertThat(log.lines("support assistant")).isEmpty();
    }
  }

  @Test
  void the_same_messages_are_listed_once() {
    var id = list(SYSTEM);
    admin()
        .body(body(SYSTEM))
        .post(PATH)
        .then()
        .statusCode(409)
        .body("error.param", equalTo("messages"))
        .body("error.message", containsString(id));
  }

  @Test
  void any_text_that_can_be_stored_is_found_again() throws Exception {
    var odd = new ChatMessage(Role.SYSTEM, "\" \\ \n\t \u0001 \u20AC \uD83D\uDE00 {}");
    list(odd);
    assertThat(asked(AdminApi.key(), odd, USER).shared()).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"messages\": [{\"role\": \"system\", \"content\": \"x\"}]} | name",
        "{\"name\": \"n\"} | messages",
        "{\"name\": \"n\", \"messages\": []} | messages",
        "{\"name\": \"n\", \"messages\": [{\"role\": \"system\", \"content\": \"\"}]} | messages",
        "{\"name\": \"n\", \"messages\": [\"x\"]} | messages[0]",
        "{\"name\": \"n\", \"messages\": [{\"role\": \"x\", \"content\": \"x\"}]} | messages[0].role",
        "{\"name\": \"n\", \"messages\": [{\"role\": \"user\"}]} | messages[0].content",
        "{\"name\": \"n\", \"messages\": [{\"role\": \"user\", \"content\": \"\\u0000\"}]} | messages[0].content",
        "{\"name\": \"n\", \"messages\": [{\"role\": \"user\", \"content\": \"\\ud800\"}]} | messages[0].content",
        "{\"name\": \"n\", \"messages\": [{\"role\": \"user\", \"content\": \"x\", \"id\": 1}]} | messages[0].id",
        "{\"name\": \"n\", \"text\": \"x\"} | text",
      })
  void a_wrong_field_is_named(String body, String field) {
    admin().body(body).post(PATH).then().statusCode(400).body("error.param", equalTo(field));
  }

  @Test
  void a_text_that_is_too_long_is_refused() {
    var most = new ChatMessage(Role.SYSTEM, "x".repeat(SharedPrompts.MOST_CHARACTERS));
    list(most);
    var more = new ChatMessage(Role.SYSTEM, most.content() + "x");
    admin().body(body(more)).post(PATH).then().statusCode(400);
  }

  @Test
  void administration_needs_the_admin_key() {
    given().get(PATH).then().statusCode(401);
    AdminApi.with(AdminApi.key().secret()).get(PATH).then().statusCode(401);
  }

  /** What another gateway on the same database shares. */
  private SharedPrompts other(Duration goodFor) {
    return new SharedPrompts(
        new SharedPromptStore(database, json),
        Clock.systemUTC(),
        new SecureRandom(),
        nanos::get,
        goodFor);
  }

  private String list(ChatMessage... messages) {
    return admin().body(body(messages)).post(PATH).then().statusCode(201).extract().path("id");
  }

  private static Map<String, Object> body(ChatMessage... messages) {
    return Map.of("name", "preamble", "messages", wire(messages));
  }

  private static List<Map<String, String>> wire(ChatMessage... messages) {
    return List.of(messages).stream()
        .map(each -> Map.of("role", each.role().wireName(), "content", each.content()))
        .toList();
  }

  /** What the worker is sent for these messages. */
  private GenerateRequest asked(AdminApi.@Nullable Made key, ChatMessage... messages)
      throws InterruptedException {
    small.reset();
    small.says(Script.answer(0.9, "ok"));
    (key == null ? given().contentType(ContentType.JSON) : AdminApi.with(key.secret()))
        .header("Cache-Control", "no-store")
        .body(Map.of("model", "demo-small", "messages", wire(messages)))
        .post("/v1/chat/completions")
        .then()
        .statusCode(200);
    return small.nextCall().request();
  }
}
