package dev.spillway.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.Ports;
import dev.spillway.testkit.Stores;
import dev.spillway.testkit.TemporaryFolder;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Three gateway processes on one database and one Redis, and one worker. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BudgetIT {
  private static final String ADMIN_KEY = "spw-admin-known-to-the-tests";
  private static final int GATEWAYS = 3;
  private static final int CLIENTS = Integer.getInteger("spillway.e2e.flood.clients", 24);

  /** Answers of one token, which costs one millionth dollar: the prompt is free. */
  private static final int AFFORDABLE = Integer.getInteger("spillway.e2e.flood.affordable", 300);

  private static final long PICO_USD = AFFORDABLE * 1_000_000L;

  private static final String LONG =
      "You are asked about numbers. " + "Remember what was said. ".repeat(40);

  /** No question is asked twice: what was answered before costs nothing. */
  private static final AtomicInteger QUESTIONS = new AtomicInteger();

  private static Path home;
  private static Spawned worker;
  private static List<Spawned> gateways;
  private static List<URI> addresses;
  private static List<Api> apis;
  private static Vertx vertx;
  private static Redis redis;

  @BeforeAll
  static void start() {
    home = TemporaryFolder.create("spillway-e2e-budget");
    vertx = Vertx.vertx();
    redis = Redis.createClient(vertx, Stores.shared().redisUrl());
    var workerPort = Ports.free();
    worker =
        Spawned.start(
            Map.of(
                "SPILLWAY_PORT", Integer.toString(workerPort),
                "SPILLWAY_REDIS_URL", Stores.shared().redisUrl()),
            "worker");
    addresses =
        Stream.generate(() -> URI.create("http://localhost:" + Ports.free()))
            .limit(GATEWAYS)
            .toList();
    apis = addresses.stream().map(Api::new).toList();
    gateways = addresses.stream().map(address -> gateway(address, workerPort)).toList();
    worker.awaitOk(URI.create("http://localhost:%d/q/health/ready".formatted(workerPort)));
    for (int i = 0; i < GATEWAYS; i++) {
      gateways.get(i).awaitOk(addresses.get(i).resolve("/q/health/ready"));
    }
  }

  private static Spawned gateway(URI address, int workerPort) {
    return Spawned.start(
        Map.of(
            "SPILLWAY_HOME", home.resolve(Integer.toString(address.getPort())).toString(),
            "SPILLWAY_PORT", Integer.toString(address.getPort()),
            "SPILLWAY_WORKERS", "localhost:" + workerPort,
            "SPILLWAY_DATABASE_URL", Stores.shared().databaseUrl(),
            "SPILLWAY_REDIS_URL", Stores.shared().redisUrl(),
            "SPILLWAY_JAVA_OPTS",
                Stream.of(
                        "admin-key=" + ADMIN_KEY,
                        "quota.lease=3s",
                        "quota.redis-timeout=10s",
                        "tiers.demo-small.prompt-usd-per-million=0",
                        "tiers.demo-small.completion-usd-per-million=1",
                        "tiers.demo-large.prompt-usd-per-million=0",
                        "tiers.demo-large.completion-usd-per-million=10")
                    .map(setting -> "-Dspillway.gateway." + setting)
                    .collect(Collectors.joining(" "))),
        "gateway");
  }

  @AfterAll
  static void stop() {
    gateways.forEach(Spawned::close);
    worker.close();
    redis.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    TemporaryFolder.delete(home);
  }

  @Test
  @Order(1)
  void law_tenants_do_not_meet_one_prompt_of_two_projects_shares_nothing() {
    var one = makeKey("{}");
    var two = makeKey("{}");
    var before = namespaces();
    assertThat(cached(ask(0, one.secret(), LONG + question(), 4))).isZero();
    Await.until(() -> namespaces().size() == before.size() + 1, () -> "nothing was shared");
    assertThat(cached(ask(1, two.secret(), LONG + question(), 4)))
        .as("of what the other project computed, in the worker or in Redis")
        .isZero();
    // Each key of a block has a label of its namespace in it.
    Await.until(() -> namespaces().size() == before.size() + 2, () -> "they share a namespace");
    assertThat(cached(ask(2, one.secret(), LONG + question(), 4)))
        .as("of what the same project computed")
        .isPositive();
  }

  @Test
  @Order(2)
  void a_revoked_key_is_closed_at_every_gateway() {
    var made = makeKey("{}");
    for (int i = 0; i < GATEWAYS; i++) {
      assertThat(apis.get(i).get("/v1/models", made.secret()).status()).isEqualTo(200);
    }
    assertThat(
            apis.getFirst()
                .post("/admin/v1/keys/%s/revoke".formatted(made.id()), ADMIN_KEY, "")
                .status())
        .isEqualTo(200);
    for (int i = 0; i < GATEWAYS; i++) {
      var api = apis.get(i);
      Await.until(() -> api.get("/v1/models", made.secret()).status() == 401);
    }
  }

  /** The last, because it kills a gateway. */
  @Test
  @Order(3)
  void law_money_is_exact_over_three_gateways_of_which_one_is_killed() throws Exception {
    var made =
        makeKey(
            "{\"usd_per_day\": \"%s\"}"
                .formatted(BigDecimal.valueOf(AFFORDABLE, 6).toPlainString()));
    var answered = new AtomicInteger();
    var refused = new AtomicInteger();
    var progress = new Semaphore(0);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var clients = new ArrayList<CompletableFuture<Void>>();
      for (int i = 0; i < CLIENTS; i++) {
        var first = i % GATEWAYS;
        clients.add(
            CompletableFuture.runAsync(
                () -> untilSpent(first, made.secret(), answered, refused, progress), threads));
      }
      progress.acquire(AFFORDABLE / 3);
      gateways.getLast().kill();
      clients.forEach(CompletableFuture::join);
    }
    System.out.printf(
        "Flood: %d clients, %d refusals, %d answers for %d that were paid for%n",
        CLIENTS, refused.get(), answered.get(), AFFORDABLE);
    var day = LocalDate.now(ZoneOffset.UTC);
    var spent = counter(made, day, made.id() + "!");
    assertThat(spent).as("spent to the last token, and no further").isEqualTo(PICO_USD);
    assertThat(counter(made, day, made.id())).as("nothing is held any more").isEqualTo(PICO_USD);
    assertThat(answered.get())
        .as("answers that reached a client; the killed gateway took some with it")
        .isBetween(AFFORDABLE - CLIENTS, AFFORDABLE + CLIENTS);
  }

  /** Goes on at the next gateway where one is gone, and ends when the budget is spent. */
  private static void untilSpent(
      int first, String secret, AtomicInteger answered, AtomicInteger refused, Semaphore progress) {
    var at = first;
    while (true) {
      Api.Reply reply;
      try {
        reply = ask(at, secret, question(), 1);
      } catch (UncheckedIOException gone) {
        at = (at + 1) % GATEWAYS;
        continue;
      }
      if (reply.status() == 200) {
        assertThat(reply.header("x-spillway-cost-usd")).isEqualTo("0.000001");
        answered.incrementAndGet();
        progress.release();
      } else {
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(429);
        refused.incrementAndGet();
        if (reply.json().at("/error/code").asText().equals("insufficient_quota")) {
          return;
        }
        LockSupport.parkNanos(
            TimeUnit.SECONDS.toNanos(Long.parseLong(reply.header("Retry-After"))));
      }
    }
  }

  private static String question() {
    return "What is 2 + %d?".formatted(QUESTIONS.incrementAndGet());
  }

  private record Made(String id, String organisation, String secret) {}

  private static Made makeKey(String limits) {
    var api = apis.getFirst();
    var organisation = create(api, "organisations", "{\"name\": \"o\"}");
    var project =
        create(
            api,
            "projects",
            "{\"name\": \"p\", \"organisation_id\": \"%s\"}"
                .formatted(organisation.at("/id").asText()));
    var key =
        create(
            api,
            "keys",
            "{\"name\": \"k\", \"project_id\": \"%s\", \"limits\": %s}"
                .formatted(project.at("/id").asText(), limits));
    return new Made(
        key.at("/id").asText(), organisation.at("/id").asText(), key.at("/key").asText());
  }

  private static JsonNode create(Api api, String kind, String body) {
    var reply = api.post("/admin/v1/" + kind, ADMIN_KEY, body);
    assertThat(reply.status()).as(reply.json().toString()).isEqualTo(201);
    return reply.json();
  }

  private static Api.Reply ask(int gateway, String secret, String question, int maxTokens) {
    return apis.get(gateway)
        .post(
            "/v1/chat/completions",
            secret,
            Api.question("demo-small", question).put("max_tokens", maxTokens).toString());
  }

  private static int cached(Api.Reply reply) {
    assertThat(reply.status()).as(reply.json().toString()).isEqualTo(200);
    return reply.json().at("/usage/prompt_tokens_details/cached_tokens").asInt();
  }

  /** Of computed prompts in Redis. */
  private static Set<String> namespaces() {
    return StreamSupport.stream(
            redis
                .send(Request.cmd(Command.KEYS).arg("*"))
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .spliterator(),
            false)
        .map(Object::toString)
        .filter(key -> key.startsWith("spillway:kv:"))
        .map(key -> key.split(":", -1)[3])
        .collect(Collectors.toSet());
  }

  private static long counter(Made made, LocalDate day, String field) {
    return redis
        .send(
            Request.cmd(Command.HGET)
                .arg("spillway:quota:{%s}:day:%s".formatted(made.organisation(), day))
                .arg(field))
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .toLong();
  }
}
