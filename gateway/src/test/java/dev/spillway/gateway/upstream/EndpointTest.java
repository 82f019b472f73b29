package dev.spillway.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.ModelInfo;
import dev.spillway.gateway.http.PerEventLoop;
import dev.spillway.gateway.upstream.EngineServer.Reply;
import dev.spillway.gateway.workers.EventQueue;
import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import io.smallrye.certs.PemCertificateFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ProxyOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an engine is reached: what every request to it has, through whom it goes, whom it trusts. */
class EndpointTest {
  private final Vertx vertx = Vertx.vertx();
  private final EngineServer engine = new EngineServer();

  @AfterEach
  void close() {
    engine.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private UpstreamWorker worker(Wire wire, Endpoint endpoint, HttpClientOptions options) {
    return new UpstreamWorker(
        vertx,
        new PerEventLoop<HttpClient>(vertx, context -> vertx.createHttpClient(options)),
        wire,
        endpoint,
        new ModelInfo("tier", 1_000, "f"));
  }

  private EventQueue ask(Wire wire, Endpoint endpoint, HttpClientOptions options) throws Exception {
    var events = new EventQueue();
    worker(wire, endpoint, options)
        .generate(
            new GenerateRequest(
                "r", "tier", List.of(new ChatMessage(Role.USER, "Hi")), Sampling.GREEDY))
        .subscribe(events);
    events.request(Long.MAX_VALUE);
    events.complete().handle((done, failure) -> "over").get(10, TimeUnit.SECONDS);
    return events;
  }

  private EventQueue ask(Endpoint endpoint) throws Exception {
    return ask(new OpenAiWire(false, "max_tokens"), endpoint, new HttpClientOptions());
  }

  private static Endpoint endpoint(
      URI base, Map<String, String> headers, Optional<ProxyOptions> proxy) {
    return new Endpoint(base, "m", () -> "the-key", headers, proxy);
  }

  @Test
  void a_query_stays_behind_every_address_and_headers_go_with_every_request() throws Exception {
    engine.next(Reply.chat());
    var endpoint =
        endpoint(
            URI.create(engine.base() + "?api-version=2024-10-21"),
            Map.of("api-key", "another", "Authorization", "Basic abc"),
            Optional.empty());
    ask(endpoint);
    var asked = engine.asked();
    assertThat(asked.path()).isEqualTo("/v1/chat/completions?api-version=2024-10-21");
    assertThat(asked.headers())
        .containsEntry("api-key", "another")
        .containsEntry("authorization", "Basic abc");
    engine.next(
        Reply.status(
            200,
            Map.of("content-type", "application/json"),
            "{\"data\":[{\"index\":0,\"embedding\":[0.6,0.8]}]}"));
    worker(new OpenAiWire(false, "max_tokens"), endpoint, new HttpClientOptions())
        .embed(List.of("Hi"))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    var embedding = engine.asked();
    assertThat(embedding.path()).isEqualTo("/v1/embeddings?api-version=2024-10-21");
    assertThat(embedding.headers()).containsEntry("api-key", "another");
  }

  @Test
  void a_header_replaces_what_a_format_says_under_its_name() throws Exception {
    engine.next(Reply.message());
    ask(
        new AnthropicWire(9, true),
        endpoint(engine.base(), Map.of("anthropic-version", "2099-01-01"), Optional.empty()),
        new HttpClientOptions());
    assertThat(engine.asked().headers()).containsEntry("anthropic-version", "2099-01-01");
  }

  @Test
  void an_engine_behind_a_proxy_is_asked_through_it() throws Exception {
    engine.next(Reply.chat());
    var proxy =
        new ProxyOptions()
            .setHost("127.0.0.1")
            .setPort(engine.base().getPort())
            .setUsername("me")
            .setPassword("secret");
    var events =
        ask(endpoint(URI.create("http://engine.invalid:8000/v1"), Map.of(), Optional.of(proxy)));
    assertThat(events.arrived()).isPositive();
    var asked = engine.asked();
    assertThat(asked.path()).isEqualTo("http://engine.invalid:8000/v1/chat/completions");
    assertThat(asked.headers())
        .containsEntry("host", "engine.invalid:8000")
        .containsEntry("proxy-authorization", "Basic bWU6c2VjcmV0");
  }

  @Test
  void a_private_authority_vouches_beside_those_whom_java_trusts(@TempDir Path folder)
      throws Exception {
    new CertificateGenerator(folder, true)
        .generate(
            new CertificateRequest()
                .withName("engine")
                .withFormat(Format.PEM)
                .withCN("localhost")
                .withSubjectAlternativeName("DNS:localhost"));
    var files = new PemCertificateFiles(folder, "engine", false, null);
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(files.certFile().toString())
                    .setKeyPath(files.keyFile().toString()));
    try (var secure = new EngineServer(options)) {
      var endpoint =
          endpoint(
              URI.create("https://localhost:%d/v1".formatted(secure.base().getPort())),
              Map.of(),
              Optional.empty());
      secure.next(Reply.chat());
      assertThat(ask(endpoint).failure()).isEqualTo(new ErrorKind.WorkerUnavailable("tier"));
      var trust = EngineTrust.with(files.trustFile());
      var events =
          ask(
              new OpenAiWire(false, "max_tokens"),
              endpoint,
              new HttpClientOptions().setTrustOptions(trust));
      assertThat(events.arrived()).isPositive();
      var manager = (X509TrustManager) trust.getTrustManagerFactory(vertx).getTrustManagers()[0];
      assertThat(manager.getAcceptedIssuers()).as("Java's, too").hasSizeGreaterThan(20);
    }
  }

  @Test
  void a_file_without_certificates_is_refused_by_name(@TempDir Path folder) throws Exception {
    var nowhere = folder.resolve("nowhere.pem");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EngineTrust.with(nowhere))
        .withMessage("spillway.gateway.upstream-ca: the file %s cannot be read", nowhere);
    var empty = Files.writeString(folder.resolve("empty.pem"), "");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EngineTrust.with(empty))
        .withMessageContaining("has no certificate");
    var broken =
        Files.writeString(
            folder.resolve("broken.pem"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EngineTrust.with(broken))
        .withMessageContaining("not of certificates");
  }
}
