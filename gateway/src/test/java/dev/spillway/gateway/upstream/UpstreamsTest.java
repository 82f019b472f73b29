package dev.spillway.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.gateway.config.EndpointConfig;
import dev.spillway.gateway.config.UpstreamConfig;
import dev.spillway.gateway.upstream.EngineServer.Reply;
import dev.spillway.gateway.workers.EventQueue;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused of a configuration of engines, before anything is sent anywhere. */
class UpstreamsTest {
  private final Vertx vertx = Vertx.vertx();
  private final Upstreams upstreams =
      new Upstreams(vertx, Map.of(), Duration.ofSeconds(1), Optional.empty());

  private record Tier(List<EndpointConfig> endpoints, int contextLength, int maxTokens, int retries)
      implements UpstreamConfig {
    @Override
    public Format format() {
      return Format.OPENAI;
    }

    @Override
    public boolean logprobs() {
      return false;
    }

    @Override
    public boolean betas() {
      return true;
    }

    @Override
    public String limitField() {
      return "max_tokens";
    }
  }

  private record At(
      URI url,
      Optional<String> apiKey,
      Optional<Path> apiKeyFile,
      Map<String, String> headers,
      Optional<String> proxy,
      Optional<String> model,
      int weight,
      OptionalInt maxConcurrent)
      implements EndpointConfig {}

  @AfterEach
  void close() {
    upstreams.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static At at(String url) {
    return at(url, 1, OptionalInt.empty());
  }

  private static At at(String url, int weight, OptionalInt most) {
    return new At(
        URI.create(url),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        weight,
        most);
  }

  private static At with(Map<String, String> headers, Optional<String> proxy) {
    return new At(
        URI.create("http://host/v1"),
        Optional.empty(),
        Optional.empty(),
        headers,
        proxy,
        Optional.empty(),
        1,
        OptionalInt.empty());
  }

  private static Tier tier(EndpointConfig... endpoints) {
    return new Tier(List.of(endpoints), 1, 1, 0);
  }

  private void assertRefused(Tier tier, String property) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> upstreams.serve("t", Optional.empty(), tier))
        .withMessageStartingWith("spillway.gateway.tiers.\"t\".upstream." + property + ":");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "gopher://host/1",
        "unix:/var/run/docker.sock",
        "/v1",
        "http:///v1",
        "http://user@host/v1",
        "http://user:password@host/v1",
        "http://host/v1#there"
      })
  void an_address_that_is_not_a_plain_one_of_http_is_refused(String url) {
    assertRefused(tier(at("http://host/v1"), at(url)), "endpoints[1].url");
  }

  @Test
  void numbers_that_cannot_be_are_refused() {
    var good = at("https://host/v1/");
    assertRefused(tier(), "endpoints");
    assertRefused(new Tier(List.of(good), 0, 1, 0), "context-length");
    assertRefused(new Tier(List.of(good), 1, 0, 0), "max-tokens");
    assertRefused(new Tier(List.of(good), 1, 1, -1), "retries");
    assertRefused(tier(at("http://host", 0, OptionalInt.empty())), "endpoints[0].weight");
    assertRefused(tier(at("http://host", 1, OptionalInt.of(0))), "endpoints[0].max-concurrent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "content-length",
        "Content-Type",
        "connection",
        "proxy-authorization",
        "a b",
        "*",
        ""
      })
  void a_header_that_is_not_the_operator_s_to_set_is_refused(String name) {
    assertRefused(tier(with(Map.of(name, "x"), Optional.empty())), "endpoints[0].headers");
  }

  @Test
  void a_header_has_one_line() {
    assertRefused(
        tier(with(Map.of("x-team", "a\r\nhost: b"), Optional.empty())), "endpoints[0].headers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy:3128", "https://proxy:3128", "http://proxy", "http://a b@proxy:1"})
  void a_proxy_that_is_none_is_refused(String proxy) {
    assertRefused(tier(with(Map.of(), Optional.of(proxy))), "endpoints[0].proxy");
  }

  @Test
  void what_is_said_of_an_endpoint_is_how_it_is_called() throws Exception {
    try (var engine = new EngineServer()) {
      engine.next(Reply.chat());
      var at =
          new At(
              URI.create("http://engine.invalid/v1/?api-version=1"),
              Optional.empty(),
              Optional.empty(),
              Map.of("x-team", "blue", "x-empty", ""),
              Optional.of("http://me:se%20cret@" + engine.base().getAuthority()),
              Optional.empty(),
              1,
              OptionalInt.empty());
      var events = new EventQueue();
      upstreams
          .serve("t", Optional.empty(), tier(at))
          .served()
          .getFirst()
          .worker()
          .generate(
              new GenerateRequest(
                  "r", "t", List.of(new ChatMessage(Role.USER, "Hi")), Sampling.GREEDY))
          .subscribe(events);
      events.request(1);
      var asked = engine.asked();
      assertThat(asked.path()).isEqualTo("http://engine.invalid/v1/chat/completions?api-version=1");
      assertThat(asked.headers())
          .containsEntry("x-team", "blue")
          .containsEntry("proxy-authorization", "Basic bWU6c2UgY3JldA==")
          .doesNotContainKey("x-empty");
    }
  }

  @Test
  void an_endpoint_takes_as_many_at_once_as_it_says_or_as_come() {
    var served =
        upstreams
            .serve(
                "t",
                Optional.of("m"),
                tier(at("https://host/v1/"), at("http://host:8000", 3, OptionalInt.of(2))))
            .served();
    assertThat(served)
        .extracting(Upstreams.Served::name)
        .containsExactly("t@host:443", "t@host:8000");
    assertThat(served).extracting(Upstreams.Served::most).containsExactly(Integer.MAX_VALUE, 2);
    assertThat(served).extracting(Upstreams.Served::weight).containsExactly(1, 3);
    assertThat(served.getFirst().model().fingerprint())
        .isNotEqualTo(served.getLast().model().fingerprint());
  }
}
