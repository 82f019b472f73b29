package dev.spillway.gateway.overload;

import static dev.spillway.gateway.tenancy.AdminApi.admin;
import static dev.spillway.gateway.tenancy.AdminApi.keyOf;
import static dev.spillway.gateway.tenancy.AdminApi.organisation;
import static dev.spillway.gateway.tenancy.AdminApi.project;
import static dev.spillway.gateway.tenancy.AdminApi.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More requests than a tier with two places can serve, at the wire. */
@QuarkusTest
@TestProfile(OverloadProfile.class)
class OverloadTest {
  private static final int PLACES = 2;
  private static final int FLOOD = 200;

  @Inject
  @Named("small")
  StubWorker worker;

  @Inject MeterRegistry meters;

  @TestHTTPResource("/v1/chat/completions")
  URI chats;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** One request at the worker, which answers when it is told to. */
  private record Served(String question, CompletableFuture<Void> gate) {}

  private final AtomicInteger called = new AtomicInteger();
  private final BlockingQueue<Served> served = new LinkedBlockingQueue<>();

  @BeforeEach
  void two_places() {
    worker.places(PLACES);
    worker.says(Script.answer(0.9, "ok"));
    with("").body(body("first")).post("/v1/chat/completions").then().statusCode(200);
    Await.until(() -> gauge("spillway.queue.places", Map.of()) == PLACES);
    worker.says(this::gated);
  }

  @AfterEach
  void nobody_waits_any_more() {
    worker.says(Script.answer(0.9, "ok"));
    open();
    Await.until(() -> waiting() == 0);
    worker.places(0);
    client.close();
  }

  private Script gated(GenerateRequest request) {
    var gate = new CompletableFuture<Void>();
    called.incrementAndGet();
    served.add(new Served(request.messages().getFirst().content(), gate));
    return Script.started(10, 0).await(gate).token("ok", 0.9).finish();
  }

  private void open() {
    for (var each = served.poll(); each != null; each = served.poll()) {
      each.gate().complete(null);
    }
  }

  private double gauge(String name, Map<String, String> tags) {
    var search = meters.find(name).tag("model", "demo-small");
    tags.forEach(search::tag);
    return search.gauges().stream().mapToDouble(Gauge::value).sum();
  }

  private double waiting() {
    return gauge("spillway.queue.waiting", Map.of());
  }

  private static String body(String question) {
    return """
        {"model":"demo-small","max_tokens":8,"messages":[{"role":"user","content":"%s"}]}"""
        .formatted(question);
  }

  private CompletableFuture<HttpResponse<String>> ask(
      String key, String question, String... headers) {
    var request =
        HttpRequest.newBuilder(chats)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body(question)));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String key(String limits) {
    return keyOf(project(organisation("{}"), limits), "{}").secret();
  }

  /** Lets the worker answer one request after another; whose they were. */
  private List<String> serve(int requests) throws InterruptedException {
    var order = new ArrayList<String>();
    for (int i = 0; i < requests; i++) {
      var next = served.poll(30, TimeUnit.SECONDS);
      assertThat(next).as("a place that is free is given on").isNotNull();
      order.add(next.question());
      int expected = called.get() + (waiting() > 0 ? 1 : 0);
      next.gate().complete(null);
      // One after another, as different loops serve them.
      Await.until(() -> called.get() >= expected);
    }
    return order;
  }

  @Test
  void a_flood_of_one_tenant_delays_another_by_no_more_than_its_share() throws Exception {
    var flood = key("{}");
    var few = key("{}");
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < FLOOD; i++) {
      answers.add(ask(flood, "flood"));
    }
    Await.until(() -> waiting() == FLOOD - PLACES);
    for (int i = 0; i < 4; i++) {
      answers.add(ask(few, "few"));
    }
    Await.until(() -> waiting() == FLOOD - PLACES + 4);
    var order = serve(14);
    // Two were at the worker already; then the tenants take turns.
    assertThat(order.subList(0, PLACES)).containsOnly("flood");
    assertThat(order.subList(PLACES, order.size()).stream().filter("few"::equals)).hasSize(4);

    // Whoever comes beyond what may wait hears when to come again.
    while (waiting() < 204) {
      answers.add(ask(flood, "more"));
      var expected = waiting();
      Await.until(() -> waiting() >= expected);
    }
    var refused = ask(few, "too many").get();
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("retry-after").orElseThrow()).matches("[1-9]\\d*");
    assertThat(refused.body()).contains("\"overloaded\"");
    worker.says(Script.answer(0.9, "ok"));
    open();
    for (var answer : answers) {
      assertThat(answer.get().statusCode()).isIn(200, 429);
    }
    assertThat(answers.subList(0, FLOOD + 4))
        .allSatisfy(each -> assertThat(each.get().statusCode()).isEqualTo(200));
  }

  @Test
  void a_tenant_of_twice_the_weight_gets_twice_as_much() throws Exception {
    var heavy = key("{\"weight\": 2}");
    var light = key("{}");
    var blocked = key("{}");
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    answers.add(ask(blocked, "block"));
    answers.add(ask(blocked, "block"));
    Await.until(() -> served.size() == PLACES);
    for (int i = 0; i < 40; i++) {
      answers.add(ask(i % 2 == 0 ? heavy : light, i % 2 == 0 ? "heavy" : "light"));
    }
    Await.until(() -> waiting() == 40);
    serve(PLACES);
    var order = serve(24);
    assertThat(order.stream().filter("heavy"::equals).count()).isBetween(14L, 18L);
    worker.says(Script.answer(0.9, "ok"));
    open();
    for (var answer : answers) {
      assertThat(answer.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_priority_goes_first_as_far_as_the_project_may_have_it() throws Exception {
    var any = key("{}");
    var privileged = key("{\"priority\": \"high\"}");
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 6; i++) {
      answers.add(ask(any, "any"));
    }
    Await.until(() -> waiting() == 4);
    answers.add(ask(any, "low", "x-spillway-priority", "low"));
    answers.add(ask(privileged, "high", "x-spillway-priority", "high"));
    Await.until(() -> waiting() == 6);
    assertThat(gauge("spillway.queue.waiting", Map.of("priority", "high"))).isEqualTo(1);
    assertThat(gauge("spillway.queue.waiting", Map.of("priority", "low"))).isEqualTo(1);
    answers.add(ask(any, "not so high", "x-spillway-priority", "high"));
    Await.until(() -> waiting() == 7);
    assertThat(gauge("spillway.queue.waiting", Map.of("priority", "high"))).isEqualTo(1);
    var order = serve(9);
    assertThat(order.get(PLACES)).isEqualTo("high");
    assertThat(order.getLast()).isEqualTo("low");
    for (var answer : answers) {
      assertThat(answer.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_client_that_leaves_and_one_whose_time_is_over_wait_no_longer() throws Exception {
    var key = key("{\"concurrency\": 4}");
    var held = List.of(ask(key, "a"), ask(key, "b"));
    Await.until(() -> served.size() == PLACES);
    var leaving = ask(key, "leaving");
    Await.until(() -> waiting() == 1);
    leaving.cancel(true);
    Await.until(() -> waiting() == 0);
    var late = ask(key, "late", "x-spillway-timeout-ms", "300").get();
    assertThat(late.statusCode()).isEqualTo(504);
    assertThat(late.body())
        .contains("deadline_exceeded")
        .contains("no place was free within 0.3 s");
    // What was reserved for them is free again.
    var more = List.of(ask(key, "c"), ask(key, "d"));
    Await.until(() -> waiting() == 2);
    serve(4);
    for (var answer : held) {
      assertThat(answer.get().statusCode()).isEqualTo(200);
    }
    for (var answer : more) {
      assertThat(answer.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_header_that_is_wrong_is_named() {
    var key = key("{}");
    with(key)
        .header("x-spillway-priority", "urgent")
        .body(body("x"))
        .post("/v1/chat/completions")
        .then()
        .statusCode(400)
        .body("error.param", equalTo("x-spillway-priority"))
        .body("error.message", containsString("high, normal or low"));
    for (var wrong : List.of("0", "-1", "1.5", "1e3", "soon", "12345678901")) {
      with(key)
          .header("x-spillway-timeout-ms", wrong)
          .body(body("x"))
          .post("/v1/chat/completions")
          .then()
          .statusCode(400)
          .body("error.param", equalTo("x-spillway-timeout-ms"));
    }
  }

  @Test
  void weights_and_priorities_are_limits_of_projects() {
    var organisation = organisation("{\"priority\": \"low\"}");
    var project = project(organisation, "{\"weight\": 3, \"priority\": \"high\"}");
    admin()
        .get("/admin/v1/projects/" + project)
        .then()
        .statusCode(200)
        .body("limits.weight", equalTo(3))
        .body("limits.priority", equalTo("high"));
    for (var wrong : List.of("{\"weight\": 0}", "{\"weight\": 1.5}", "{\"priority\": \"top\"}")) {
      admin()
          .body("{\"limits\": %s}".formatted(wrong))
          .patch("/admin/v1/projects/" + project)
          .then()
          .statusCode(400)
          .body("error.param", matchesPattern("limits\\.(weight|priority)"));
    }
    admin()
        .body("{\"limits\": {\"weight\": 2}}")
        .patch("/admin/v1/organisations/" + organisation)
        .then()
        .statusCode(400)
        .body("error.param", equalTo("limits.weight"));
  }
}
