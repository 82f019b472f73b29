package dev.spillway.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.GatewayTest;
import dev.spillway.gateway.HttpBytes;
import dev.spillway.gateway.StubbedGateway;
import dev.spillway.testkit.Script;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;

/** Of 3 MB a body may have, and 8 MB all of them. */
@QuarkusTest
@TestProfile(StubbedGateway.class)
class BodiesTest extends GatewayTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final int MEGA = 1 << 20;
  private static final int LONG = 3 * MEGA - 1_000;

  @Inject MeterRegistry meters;

  private static String body(int length) {
    return request("auto", ",\"user\":\"" + "x".repeat(length) + "\"");
  }

  private void awaitBytes(DoublePredicate held) throws InterruptedException {
    while (!held.test(meters.get("spillway.bodies").gauge().value())) {
      Thread.sleep(5);
    }
  }

  @Test
  void a_body_over_the_limit_is_413_however_its_length_is_told() throws Exception {
    try (var http = post(body(3 * MEGA))) {
      assertThat(http.head()).startsWith("HTTP/1.1 413");
      assertThat(http.body()).contains("request_too_large");
    }
    try (var http = new HttpBytes(base)) {
      http.sendHead(CHAT, "Transfer-Encoding: chunked");
      for (var i = 0; i < 49; i++) {
        http.send("10000\r\n" + "x".repeat(1 << 16) + "\r\n");
      }
      assertThat(http.head()).startsWith("HTTP/1.1 413");
    }
    awaitBytes(held -> held == 0);
  }

  @Test
  void who_waits_to_be_told_that_a_body_is_wanted_is_told_so_or_why_not() throws Exception {
    var body = request("auto", "");
    small.says(Script.answer(0.9, "x"));
    try (var http = new HttpBytes(base)) {
      http.sendHead(CHAT, "Expect: 100-continue\r\nContent-Length: " + body.length());
      assertThat(http.head()).startsWith("HTTP/1.1 100");
      http.send(body);
      assertThat(http.head()).startsWith("HTTP/1.1 200");
    }
    try (var http = new HttpBytes(base)) {
      http.sendHead(CHAT, "Expect: 100-continue\r\nContent-Length: " + 4 * MEGA);
      assertThat(http.head()).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void a_connection_goes_on_after_a_refused_body() throws Exception {
    try (var http = post(body(3 * MEGA))) {
      assertThat(http.head()).startsWith("HTTP/1.1 413");
      assertThat(http.body()).contains("request_too_large");
      http.post(CHAT, request("gpt-9", ""));
      assertThat(http.head()).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void long_bodies_wait_for_each_other_and_shut_no_short_one_out() throws Exception {
    var whole = body(LONG);
    try (var slow = new HttpBytes(base)) {
      slow.sendHead(CHAT, "Content-Length: " + whole.length());
      slow.send(whole.substring(0, LONG));
      awaitBytes(held -> held == LONG);
      try (var late = post(whole)) {
        assertThat(late.head()).startsWith("HTTP/1.1 429").containsIgnoringCase("retry-after: 1");
        assertThat(late.body()).contains("overloaded", "memory");
        answers(late, request("auto", ""));
      }
    }
    awaitBytes(held -> held == 0);
    try (var http = new HttpBytes(base)) {
      answers(http, whole);
    }
    awaitBytes(held -> held == 0);
  }

  private void answers(HttpBytes http, String body) throws IOException {
    small.says(Script.answer(0.9, "x"));
    http.post(CHAT, body);
    assertThat(http.head()).startsWith("HTTP/1.1 200");
    assertThat(http.body()).contains("choices");
  }
}
