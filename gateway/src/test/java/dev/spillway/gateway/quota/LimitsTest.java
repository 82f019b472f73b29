package dev.spillway.gateway.quota;

import static dev.spillway.gateway.tenancy.AdminApi.admin;
import static dev.spillway.gateway.tenancy.AdminApi.key;
import static dev.spillway.gateway.tenancy.AdminApi.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.gateway.tenancy.AdminApi;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits as clients run into them. A token of an answer costs one millionth dollar. */
@QuarkusTest
@TestProfile(QuotaProfile.class)
class LimitsTest {

  @Inject
  @Named("small")
  StubWorker small;

  @Inject
  @Named("large")
  StubWorker large;

  @Inject RedisDataSource redis;
  @Inject Quotas quotas;

  @BeforeEach
  void answers_have_two_tokens() {
    small.reset();
    small.says(Script.answer(0.9, "o", "k"));
    large.reset();
  }

  @Test
  void requests_beyond_the_rate_are_told_when_to_come_again() {
    var made = key("{\"requests_per_minute\": 2}");
    ask(made.secret(), 2)
        .then()
        .statusCode(200)
        .header("x-ratelimit-limit-requests", "2")
        .header("x-ratelimit-remaining-requests", "1")
        .header("x-ratelimit-reset-requests", startsWith("30s"));
    ask(made.secret(), 2).then().statusCode(200);
    ask(made.secret(), 2)
        .then()
        .statusCode(429)
        .header("Retry-After", matchesPattern("2\\d|30"))
        .header("x-ratelimit-remaining-requests", "0")
        .body("error.type", equalTo("requests"))
        .body("error.code", equalTo("rate_limit_exceeded"))
        .body("error.message", containsString(made.id()));
    assertThat(small.calls()).hasSize(2);
  }

  @Test
  void tokens_beyond_the_rate_are_refused_and_what_was_predicted_too_much_is_given_back() {
    var made = key("{\"tokens_per_minute\": 200}");
    ask(made.secret(), 180)
        .then()
        .statusCode(200)
        .header("x-ratelimit-limit-tokens", "200")
        .header("x-ratelimit-remaining-tokens", matchesPattern("\\d+"));
    // twelve were used of what was predicted
    Await.until(() -> ask(made.secret(), 150).statusCode() == 200);
  }

  @Test
  void requests_at_once_are_limited_and_their_places_come_back() {
    var made = key("{\"concurrency\": 1}");
    var gate = new CompletableFuture<Void>();
    small.says(Script.started(10, 0).await(gate).token("ok", 0.9).finish());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = CompletableFuture.supplyAsync(() -> ask(made.secret(), 2), threads);
      Await.until(() -> !small.calls().isEmpty());
      ask(made.secret(), 2)
          .then()
          .statusCode(429)
          .body("error.message", containsString("under way"));
      gate.complete(null);
      first.join().then().statusCode(200);
    }
    small.says(Script.answer(0.9, "ok"));
    Await.until(() -> ask(made.secret(), 2).statusCode() == 200);
  }

  @Test
  void several_answers_to_a_request_count_as_so_many_and_all_are_let_in_or_none() {
    var made = key("{\"concurrency\": 2}");
    choices(made.secret(), 3).then().statusCode(429);
    assertThat(small.calls()).isEmpty();
    // and the places of those that were let in came back
    Await.until(() -> choices(made.secret(), 2).statusCode() == 200);
    var poor = key("{\"usd_per_month\": \"0.000004\"}");
    choices(poor.secret(), 2).then().statusCode(200);
    Await.until(() -> "insufficient_quota".equals(ask(poor.secret(), 2).path("error.code")));
  }

  private static Response choices(String secret, int n) {
    return with(secret)
        .body(
            """
            {"model":"demo-small","max_tokens":2,"n":%d,"messages":[{"role":"user","content":"Hi"}]}"""
                .formatted(n))
        .post("/v1/chat/completions");
  }

  @Test
  void limits_of_project_and_organisation_hold_for_all_their_keys() {
    var organisation = AdminApi.organisation("{\"requests_per_minute\": 3}");
    var project = AdminApi.project(organisation, "{\"requests_per_minute\": 2}");
    var one = AdminApi.keyOf(project, "{}");
    var two = AdminApi.keyOf(project, "{}");
    var other = AdminApi.keyOf(AdminApi.project(organisation, "{}"), "{}");
    ask(one.secret(), 2).then().statusCode(200);
    ask(two.secret(), 2).then().statusCode(200);
    ask(one.secret(), 2).then().statusCode(429).body("error.message", containsString(project));
    ask(other.secret(), 2).then().statusCode(200);
    ask(other.secret(), 2)
        .then()
        .statusCode(429)
        .body("error.message", containsString(organisation));
  }

  @Test
  void a_budget_that_is_spent_says_which_and_when_it_begins_anew() {
    var made = key("{\"usd_per_month\": \"0.000004\"}");
    ask(made.secret(), 2).then().statusCode(200);
    ask(made.secret(), 2).then().statusCode(200);
    Await.until(() -> "insufficient_quota".equals(ask(made.secret(), 2).path("error.code")));
    ask(made.secret(), 2)
        .then()
        .statusCode(429)
        .header("Retry-After", matchesPattern("\\d+"))
        .body("error.type", equalTo("insufficient_quota"))
        .body("error.message", containsString("month"))
        .body("error.message", containsString(made.id()))
        .body("error.message", containsString("T00:00:00Z"));
    // more money helps at once
    AdminApi.patch("keys/" + made.id(), "{\"limits\": {\"usd_per_month\": 1}}").statusCode(200);
    ask(made.secret(), 2).then().statusCode(200);
  }

  @Test
  void law_money_is_exact_a_flood_spends_the_budget_to_the_last_token() {
    var affordable = 40;
    var made = key("{\"usd_per_day\": \"0.00008\"}");
    Map<Integer, Long> statuses;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var flood =
          Stream.generate(() -> CompletableFuture.supplyAsync(() -> ask(made.secret(), 2), threads))
              .limit(400)
              .toList();
      statuses =
          flood.stream()
              .map(CompletableFuture::join)
              .collect(Collectors.groupingBy(Response::statusCode, Collectors.counting()));
    }
    assertThat(statuses).isEqualTo(Map.of(200, (long) affordable, 429, 400L - affordable));
    assertThat(small.calls()).hasSize(affordable);
    admin()
        .get("/admin/v1/usage?by=key&key_id=" + made.id())
        .then()
        .statusCode(200)
        .body("data", hasSize(1))
        .body("data[0].requests", equalTo(affordable))
        .body("data[0].cost_usd", equalTo("0.00008"));
  }

  @Test
  void law_money_is_exact_a_flood_of_answers_shorter_than_allowed_spends_no_more_than_the_budget() {
    var made = key("{\"usd_per_day\": \"0.0001\"}");
    var answered = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var clients =
          IntStream.range(0, 24)
              .mapToObj(
                  i ->
                      CompletableFuture.runAsync(
                          () -> {
                            for (var code = ""; !"insufficient_quota".equals(code); ) {
                              var reply = ask(made.secret(), 20);
                              if (reply.statusCode() == 200) {
                                answered.incrementAndGet();
                              } else {
                                code = reply.path("error.code");
                              }
                            }
                          },
                          threads))
              .toList();
      clients.forEach(CompletableFuture::join);
    }
    // what is left does not pay for one more answer of twenty tokens
    assertThat(answered.get() * 2).isGreaterThan(100 - 20).isLessThanOrEqualTo(100);
    assertThat(small.calls()).hasSize(answered.get());
  }

  @Test
  void an_answer_that_becomes_longer_than_predicted_asks_for_more_as_it_goes() {
    var made = key("{\"usd_per_day\": 1}");
    var tokens = IntStream.range(0, 900).mapToObj(i -> "x").toArray(String[]::new);
    small.says(Script.answer(0.9, tokens));
    ask(made.secret(), 0)
        .then()
        .statusCode(200)
        .header("x-spillway-cost-usd", "0.0009")
        .body("usage.completion_tokens", equalTo(900));
  }

  @Test
  void law_money_is_exact_an_answer_that_the_budget_does_not_pay_for_breaks_off() throws Exception {
    var made = key("{\"usd_per_day\": \"0.0008\"}");
    var tokens = IntStream.range(0, 1_000).mapToObj(i -> "x").toArray(String[]::new);
    small.says(Script.answer(0.9, tokens));
    var stream =
        with(made.secret())
            .body(
                """
                {"model": "demo-small", "stream": true,
                 "messages": [{"role": "user", "content": "Hi"}]}""")
            .post("/v1/chat/completions")
            .asString();
    assertThat(stream).contains("insufficient_quota").doesNotContain("[DONE]");
    small.nextCall().cancelled().join();
    assertThat(spent(made))
        .isLessThanOrEqualTo(new BigDecimal("0.0008"))
        .isGreaterThan(new BigDecimal("0.0004"));
  }

  @Test
  void law_money_is_exact_what_an_engine_used_beyond_what_was_held_counts_and_nothing_follows() {
    var made = key("{\"usd_per_day\": \"0.0012\"}");
    // a byte of the prompt pays for one token, and a worker claims to have read far more
    large.says(Script.started(2_000, 0).token("x", 0.9).finish(FinishReason.STOP, ""));
    dear(made.secret()).then().statusCode(200).header("x-spillway-cost-usd", "0.00201");
    Await.until(() -> dear(made.secret()).statusCode() == 429);
    dear(made.secret()).then().statusCode(429).body("error.code", equalTo("insufficient_quota"));
    assertThat(spent(made)).isEqualByComparingTo("0.00201");
  }

  @Test
  void an_answer_whose_hold_lapsed_is_whole_where_it_can_be_held_anew() throws Exception {
    var made = key("{\"usd_per_day\": \"0.0013\"}");
    assertThat(answeredAfterALapse(made)).contains("[DONE]").doesNotContain("error");
    assertThat(spent(made)).isEqualByComparingTo("0.0012");
  }

  @Test
  void law_money_is_exact_an_answer_whose_hold_others_have_by_now_breaks_off() throws Exception {
    var made = key("{\"usd_per_day\": \"0.0008\"}");
    assertThat(answeredAfterALapse(made)).contains("insufficient_quota").doesNotContain("[DONE]");
    assertThat(spent(made)).isBetween(new BigDecimal("0.0007"), new BigDecimal("0.0008"));
  }

  /**
   * Of an answer of five hundred tokens whose gateway was not heard of for longer than its lease
   * after the first one, so that another one of seven hundred was paid for meanwhile.
   */
  private String answeredAfterALapse(AdminApi.Made made) throws Exception {
    var gate = new CompletableFuture<Void>();
    var first = Script.started(10, 0).token("x", 0.9).await(gate);
    IntStream.range(1, 500).forEach(i -> first.token("x", 0.9));
    first.finish();
    small.says(first);
    var stream =
        CompletableFuture.supplyAsync(
            () ->
                with(made.secret())
                    .body(
                        """
                        {"model": "demo-small", "stream": true, "max_tokens": 500,
                         "messages": [{"role": "user", "content": "Hi"}]}""")
                    .post("/v1/chat/completions")
                    .asString());
    small.nextCall();
    var open = redis.sortedSet(String.class);
    var name = LedgerBench.name(made.organisation(), "open");
    open.zadd(name, 1, open.zrange(name, 0, -1).getFirst());
    small.says(
        Script.answer(0.9, IntStream.range(0, 700).mapToObj(i -> "x").toArray(String[]::new)));
    ask(made.secret(), 700).then().statusCode(200);
    quotas.renew();
    Await.until(() -> quotas.uncertain() == 1);
    gate.complete(null);
    return stream.get(30, TimeUnit.SECONDS);
  }

  private static BigDecimal spent(AdminApi.Made made) {
    String spent =
        admin().get("/admin/v1/usage?by=key&key_id=" + made.id()).path("data[0].cost_usd");
    return new BigDecimal(spent);
  }

  private static Response dear(String secret) {
    return with(secret)
        .body(
            """
            {"model": "demo-large", "max_tokens": 5,
             "messages": [{"role": "user", "content": "Hi"}]}""")
        .post("/v1/chat/completions");
  }

  @Test
  void a_failed_request_gives_back_what_it_held() {
    var made = key("{\"usd_per_day\": \"0.000002\", \"concurrency\": 1}");
    small.says(Script.failing(new dev.spillway.contracts.error.ErrorKind.WorkerFailed("x")));
    ask(made.secret(), 2).then().statusCode(502);
    small.says(Script.answer(0.9, "o", "k"));
    Await.until(() -> ask(made.secret(), 2).statusCode() == 200);
  }

  @Test
  void usage_is_told_as_json_and_as_csv() {
    var made = key();
    ask(made.secret(), 2).then().statusCode(200);
    ask(made.secret(), 2).then().statusCode(200);
    admin()
        .get("/admin/v1/usage?project_id=" + made.project())
        .then()
        .statusCode(200)
        .body("data", hasSize(1))
        .body("data[0].tier", equalTo("demo-small"))
        .body("data[0].key_id", equalTo(made.id()))
        .body("data[0].requests", equalTo(2))
        .body("data[0].prompt_tokens", equalTo(20))
        .body("data[0].completion_tokens", equalTo(4))
        .body("data[0].cost_usd", equalTo("0.000004"));
    var lines =
        admin()
            .get(
                "/admin/v1/usage?format=csv&by=project,tier&organisation_id=" + made.organisation())
            .then()
            .statusCode(200)
            .contentType("text/csv")
            .extract()
            .asString()
            .lines()
            .toList();
    assertThat(lines)
        .containsExactly(
            "organisation_id,project_id,key_id,tier,day,requests,prompt_tokens,cached_tokens,"
                + "cache_write_tokens,completion_tokens,reasoning_tokens,cost_usd",
            ",%s,,demo-small,,2,20,0,0,4,0,0.000004".formatted(made.project()));
    admin()
        .get("/admin/v1/usage?by=month")
        .then()
        .statusCode(400)
        .body("error.param", equalTo("by"));
    admin().get("/admin/v1/usage?by=key").then().body("data.key_id", hasItem(made.id()));
  }

  /**
   * @param maxTokens 0: as long as it becomes
   */
  private static Response ask(String secret, int maxTokens) {
    return with(secret)
        .body(
            """
            {"model": "demo-small"%s, "messages": [{"role": "user", "content": "Hi"}]}"""
                .formatted(maxTokens == 0 ? "" : ", \"max_tokens\": " + maxTokens))
        .post("/v1/chat/completions");
  }
}
