package dev.spillway.gateway.upstream;

import dev.spillway.contracts.worker.ModelInfo;
import dev.spillway.contracts.worker.Worker;
import dev.spillway.gateway.config.EmbeddingTierConfig;
import dev.spillway.gateway.config.EmbeddingTiers;
import dev.spillway.gateway.config.EndpointConfig;
import dev.spillway.gateway.config.EndpointRules;
import dev.spillway.gateway.config.UpstreamConfig;
import dev.spillway.gateway.http.PerEventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The engines that the configuration names, as workers. Addresses come from the configuration
 * alone, never from a request, and a redirection is not followed.
 */
public final class Upstreams {
  private static final int CONNECTIONS = 1_024;
  private static final int WAITING_CALLS = 1_024;

  /** Of a path, before a query. */
  private static final String SLASH_AT_THE_END = "/(?=$|\\?)";

  /** Below what proxies on the way allow, as a rule 60 s. */
  private static final int IDLE_SECONDS = 45;

  private final Map<String, Serving> embedding = new TreeMap<>();
  private final Vertx vertx;
  private final PerEventLoop<HttpClient> clients;

  /**
   * An endpoint, and what it serves.
   *
   * @param name of the tier and the endpoint, for logs and metrics
   * @param model the tier's model, by the name that requests inside the gateway use
   * @param most requests of this gateway at once
   */
  public record Served(String name, Worker worker, ModelInfo model, int weight, int most) {}

  /** The endpoints of one tier, with the keys that they are shown. */
  public static final class Serving {
    private final List<Served> served = new ArrayList<>();
    private final List<KeyFile> keyFiles = new ArrayList<>();

    Serving() {}

    public List<Served> served() {
      return List.copyOf(served);
    }

    /** Reads keys in files again; waits for the disk. */
    public void refreshKeys() {
      keyFiles.forEach(KeyFile::refresh);
    }
  }

  /**
   * @param ca who else may vouch for engines
   * @throws IllegalArgumentException naming the property that is not valid
   */
  public Upstreams(
      Vertx vertx,
      Map<String, EmbeddingTierConfig> embedding,
      Duration connectTimeout,
      Optional<Path> ca) {
    this.vertx = vertx;
    var options =
        new HttpClientOptions()
            .setConnectTimeout((int) connectTimeout.toMillis())
            .setMaxPoolSize(CONNECTIONS)
            .setMaxWaitQueueSize(WAITING_CALLS)
            .setKeepAliveTimeout(IDLE_SECONDS)
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true);
    ca.ifPresent(file -> options.setTrustOptions(EngineTrust.with(file)));
    clients = new PerEventLoop<>(vertx, context -> vertx.createHttpClient(options));
    new TreeMap<>(embedding)
        .forEach(
            (name, tier) -> tier.upstream().ifPresent(upstream -> embed(name, tier, upstream)));
  }

  private void embed(String name, EmbeddingTierConfig tier, UpstreamConfig upstream) {
    var property = EmbeddingTiers.property(name) + ".upstream";
    refuse(
        upstream.format() != UpstreamConfig.Format.OPENAI,
        property + ".format: only openai has embeddings");
    embedding.put(name, serve(name, tier.model(), upstream, property));
  }

  /**
   * The endpoints of a tier that chats.
   *
   * @param model by which name the engine knows the model; absent: the tier's
   * @throws IllegalArgumentException naming the property that is not valid
   */
  public Serving serve(String tier, Optional<String> model, UpstreamConfig upstream) {
    return serve(tier, model, upstream, "spillway.gateway.tiers.\"%s\".upstream".formatted(tier));
  }

  /** Those that embed, by tier. */
  public Map<String, Serving> embedding() {
    return Map.copyOf(embedding);
  }

  /** Reads keys in files of those that embed again; waits for the disk. */
  public void refreshKeys() {
    embedding.values().forEach(Serving::refreshKeys);
  }

  public void close() {
    clients.close(client -> client.close());
  }

  private Serving serve(
      String tier, Optional<String> called, UpstreamConfig upstream, String property) {
    var serving = new Serving();
    refuse(upstream.endpoints().isEmpty(), property + ".endpoints: there must be at least one");
    refuse(upstream.contextLength() < 1, property + ".context-length: must be at least 1");
    refuse(upstream.maxTokens() < 1, property + ".max-tokens: must be at least 1");
    refuse(upstream.retries() < 0, property + ".retries: must not be negative");
    var wire = wire(upstream);
    for (int i = 0; i < upstream.endpoints().size(); i++) {
      var at = "%s.endpoints[%d]".formatted(property, i);
      var settings = upstream.endpoints().get(i);
      refuse(settings.weight() < 1, at + ".weight: must be at least 1");
      int most = settings.maxConcurrent().orElse(Integer.MAX_VALUE);
      refuse(most < 1, at + ".max-concurrent: must be at least 1");
      var endpoint =
          new Endpoint(
              base(settings.url(), at + ".url"),
              settings.model().or(() -> called).orElse(tier),
              key(settings, at, serving.keyFiles),
              headers(settings.headers(), at + ".headers"),
              settings.proxy().map(proxy -> proxy(proxy, at + ".proxy")));
      var model = new ModelInfo(tier, upstream.contextLength(), fingerprint(upstream, endpoint));
      serving.served.add(
          new Served(
              "%s@%s".formatted(tier, endpoint.authority()),
              new UpstreamWorker(vertx, clients, wire, endpoint, model),
              model,
              settings.weight(),
              most));
    }
    return serving;
  }

  private static Wire wire(UpstreamConfig upstream) {
    return switch (upstream.format()) {
      case OPENAI -> new OpenAiWire(upstream.logprobs(), upstream.limitField());
      case ANTHROPIC -> new AnthropicWire(upstream.maxTokens(), upstream.betas());
    };
  }

  private static Supplier<String> key(
      EndpointConfig settings, String property, List<KeyFile> keyFiles) {
    refuse(
        settings.apiKey().isPresent() && settings.apiKeyFile().isPresent(),
        property + ": api-key and api-key-file exclude each other");
    if (settings.apiKeyFile().isPresent()) {
      try {
        var file = new KeyFile(settings.apiKeyFile().get());
        keyFiles.add(file);
        return file;
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(property + ".api-key-file: " + e.getMessage(), e);
      }
    }
    var key = settings.apiKey().orElse("").strip();
    return () -> key;
  }

  private static URI base(URI url, String property) {
    refuse(!EndpointRules.isAddress(url), property + ": must be " + EndpointRules.ADDRESS_WORDS);
    var path = url.getRawPath();
    return path.endsWith("/") ? URI.create(url.toString().replaceFirst(SLASH_AT_THE_END, "")) : url;
  }

  private static Map<String, String> headers(Map<String, String> headers, String property) {
    headers.forEach(
        (name, value) -> {
          refuse(
              !name.matches(EndpointRules.HEADER),
              "%s: %s must be %s".formatted(property, name, EndpointRules.HEADER_WORDS));
          refuse(
              value.chars().anyMatch(Character::isISOControl),
              "%s: %s must be of one line".formatted(property, name));
        });
    return headers.entrySet().stream()
        .filter(header -> !header.getValue().isBlank())
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static ProxyOptions proxy(String proxy, String property) {
    refuse(
        !proxy.matches(EndpointRules.PROXY), property + ": must be " + EndpointRules.PROXY_WORDS);
    var uri = URI.create(proxy);
    var options =
        new ProxyOptions()
            .setType(uri.getScheme().equals("http") ? ProxyType.HTTP : ProxyType.SOCKS5)
            .setHost(uri.getHost())
            .setPort(uri.getPort());
    if (uri.getUserInfo() != null) {
      var user = uri.getUserInfo().split(":", 2);
      options.setUsername(user[0]).setPassword(user.length > 1 ? user[1] : "");
    }
    return options;
  }

  /** Who asks the same of the same model at the same place may expect a like answer. */
  private static String fingerprint(UpstreamConfig upstream, Endpoint endpoint) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(
          "upstream\0%s\0%s"
              .formatted(upstream.format(), endpoint)
              .getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void refuse(boolean wrong, String message) {
    if (wrong) {
      throw new IllegalArgumentException(message);
    }
  }
}
