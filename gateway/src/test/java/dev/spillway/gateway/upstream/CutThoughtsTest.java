package dev.spillway.gateway.upstream;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.HttpBytes;
import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.gateway.upstream.EngineServer.Reply;
import dev.spillway.testkit.Await;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Thoughts count in money as they come: what an engine tells of its usage at the end of a stream
 * does not come where the stream is cut.
 */
@QuarkusTest
@TestProfile(UpstreamProfile.class)
class CutThoughtsTest {
  private static final String LAST = "and so on, and that is all of it";

  /** Of each, 4 characters to a token. */
  private static final int TOKENS = LAST.length() / 4;

  private static final int THOUGHTS = 40;

  /** At 1 dollar a million for the 2 tokens of the prompt, as estimated, and 2 for the thoughts. */
  private static final String COST = "0.000642";

  // Quarkus sets it before the first test.
  @SuppressWarnings("NullAway.Init")
  @TestHTTPResource
  URI base;

  private final EngineServer engine = EnginesResource.one();

  @BeforeEach
  void forget() {
    engine.reset();
  }

  private static Reply thinks() {
    var reply = Reply.stream();
    for (int i = 1; i <= THOUGHTS; i++) {
      var thought = i == THOUGHTS ? LAST : "x".repeat(LAST.length());
      reply.data(
          "{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"%s\"}}]}"
              .formatted(thought));
    }
    return reply;
  }

  /** A client that has read all thoughts. */
  private HttpBytes reader(String model) throws IOException {
    var http =
        new HttpBytes(base)
            .post(
                "/v1/chat/completions",
                """
                {"model":"%s","temperature":0.5,"stream":true,
                 "messages":[{"role":"user","content":"Hi"}]}"""
                    .formatted(model));
    assertThat(http.head()).startsWith("HTTP/1.1 200 OK\r\n");
    while (!http.chunk().contains(LAST)) {
      // There are more.
    }
    return http;
  }

  private static void assertCharged(String tier) {
    Await.until(() -> !rows(tier).isEmpty());
    assertThat(rows(tier).getFirst())
        .containsEntry("completion_tokens", THOUGHTS * TOKENS)
        .containsEntry("cost_usd", COST);
  }

  private static List<Map<String, Object>> rows(String tier) {
    return given()
        .header("Authorization", "Bearer " + StoresProfile.ADMIN_KEY)
        .get("/admin/v1/usage?by=tier&tier=" + tier)
        .then()
        .statusCode(200)
        .extract()
        .path("data");
  }

  @Test
  void those_that_an_engine_told_before_it_broke_are_paid_for() throws Exception {
    var read = new CompletableFuture<Void>();
    engine.next(thinks().await(read).breaks());
    try (var http = reader("broken")) {
      read.complete(null);
      assertThat(http.chunks()).contains("\"error\"").doesNotContain("[DONE]");
    }
    assertCharged("broken");
  }

  @Test
  void those_that_came_before_the_client_left_are_paid_for() throws Exception {
    engine.next(thinks().await(new CompletableFuture<>()));
    reader("left").close();
    engine.asked().gone().get(10, TimeUnit.SECONDS);
    assertCharged("left");
  }
}
