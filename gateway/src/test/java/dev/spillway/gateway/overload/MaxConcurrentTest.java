package dev.spillway.gateway.overload;

import static dev.spillway.gateway.tenancy.AdminApi.admin;
import static dev.spillway.gateway.tenancy.AdminApi.keyOf;
import static dev.spillway.gateway.tenancy.AdminApi.organisation;
import static dev.spillway.gateway.tenancy.AdminApi.project;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.upstream.EngineServer;
import dev.spillway.gateway.upstream.EngineServer.Reply;
import dev.spillway.gateway.upstream.EnginesResource;
import dev.spillway.testkit.Await;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Endpoints of engines that take only so many requests at once, at the wire. */
@QuarkusTest
@TestProfile(OverloadProfile.class)
class MaxConcurrentTest {
  @Inject MeterRegistry meters;

  @TestHTTPResource("/v1/chat/completions")
  URI chats;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Engine one = new Engine(EnginesResource.one());
  private final Engine other = new Engine(EnginesResource.other());

  /** An engine that answers when it is told to, in the order in which it was asked. */
  private static final class Engine {
    private final EngineServer server;
    private final Deque<CompletableFuture<Void>> gates = new ArrayDeque<>();
    private int answered;

    Engine(EngineServer server) {
      this.server = server;
    }

    void expect(int requests) {
      server.reset();
      for (int i = 0; i < requests; i++) {
        var gate = new CompletableFuture<Void>();
        gates.add(gate);
        server.next(Reply.stream().await(gate).says("ok").ends("stop", 10, 1));
      }
    }

    /** Requests that it was sent and has not answered. */
    int atOnce() {
      return server.waiting() - answered;
    }

    void answer() {
      answered++;
      gates.remove().complete(null);
    }
  }

  @BeforeEach
  void engines_that_wait() {
    one.expect(20);
    other.expect(20);
  }

  @AfterEach
  void forget() {
    Stream.of(one, other).flatMap(engine -> engine.gates.stream()).forEach(g -> g.complete(null));
    client.close();
    one.server.reset();
    other.server.reset();
  }

  private List<CompletableFuture<HttpResponse<String>>> ask(String tier, int requests) {
    var key = keyOf(project(organisation("{}"), "{}"), "{}").secret();
    var body =
        """
        {"model":"%s","temperature":0.5,"messages":[{"role":"user","content":"Hi"}]}"""
            .formatted(tier);
    var request =
        HttpRequest.newBuilder(chats)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return Stream.generate(() -> client.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
        .limit(requests)
        .toList();
  }

  private double waiting(String tier) {
    return meters.find("spillway.queue.waiting").tag("model", tier).gauges().stream()
        .mapToDouble(Gauge::value)
        .sum();
  }

  private static void assertAnswered(List<CompletableFuture<HttpResponse<String>>> answers)
      throws Exception {
    for (var answer : answers) {
      assertThat(answer.get().statusCode()).isEqualTo(200);
      assertThat(answer.get().body()).contains("\"ok\"");
    }
  }

  @Test
  void an_endpoint_is_never_sent_more_at_once_than_it_takes_and_who_waits_is_answered()
      throws Exception {
    int all = 9;
    var answers = ask("narrow", all);
    for (int answered = 0; answered < all; answered++) {
      int atOnce = Math.min(2, all - answered);
      int inLine = all - answered - atOnce;
      // Each that is not answered is either at the engine or in line: nobody is still to come.
      Await.until(() -> one.atOnce() >= atOnce && waiting("narrow") == inLine);
      assertThat(one.atOnce()).isEqualTo(atOnce);
      one.answer();
    }
    assertAnswered(answers);
    assertThat(one.server.waiting()).isEqualTo(all);
  }

  @Test
  void each_endpoint_of_a_tier_has_its_own_limit() throws Exception {
    int all = 8;
    var answers = ask("uneven", all);
    for (int answered = 0; answered + 3 <= all; answered++) {
      int inLine = all - answered - 3;
      Await.until(() -> one.atOnce() + other.atOnce() >= 3 && waiting("uneven") == inLine);
      assertThat(one.atOnce()).isEqualTo(2);
      assertThat(other.atOnce()).isEqualTo(1);
      // Whoever answers gets the next one, as the other has no place.
      (answered % 2 == 0 ? one : other).answer();
    }
    Stream.of(one, other).flatMap(engine -> engine.gates.stream()).forEach(g -> g.complete(null));
    assertAnswered(answers);
  }

  @Test
  void the_decision_says_how_long_a_request_stood_in_line() throws Exception {
    var first = ask("narrow", 2);
    Await.until(() -> one.atOnce() == 2);
    var last = ask("narrow", 1);
    Await.until(() -> waiting("narrow") == 1);
    one.gates.forEach(gate -> gate.complete(null));
    assertAnswered(first);
    assertAnswered(last);
    assertThat(waited(last.getFirst().get())).isPositive();
    for (var answer : first) {
      assertThat(waited(answer.get())).isNull();
    }
  }

  /** Of the one tier that was asked; null if it did not wait. */
  private static @Nullable Float waited(HttpResponse<String> answer) {
    var at =
        "/admin/v1/decisions/" + answer.headers().firstValue("x-spillway-request-id").orElseThrow();
    Await.until(() -> admin().get(at).statusCode() == 200);
    var decision = admin().get(at).jsonPath();
    Float waited = decision.get("asked[0].waited_ms");
    if (waited != null) {
      assertThat(waited).isLessThanOrEqualTo(decision.getFloat("asked[0].total_ms"));
    }
    return waited;
  }

  @Test
  void a_client_that_leaves_gives_its_place_to_the_next() throws Exception {
    var leaving = ask("narrow", 2);
    Await.until(() -> one.atOnce() == 2);
    var next = ask("narrow", 1);
    Await.until(() -> waiting("narrow") == 1);
    leaving.getFirst().cancel(true);
    Await.until(() -> one.atOnce() == 3 && waiting("narrow") == 0);
    one.gates.forEach(gate -> gate.complete(null));
    assertAnswered(next);
    assertAnswered(leaving.subList(1, 2));
  }
}
