package dev.spillway.gateway.sharing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.gateway.tenancy.Namespaces;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.StoreServer;
import dev.spillway.testkit.Stores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** System messages that become shared because enough tenants have sent them, on a real Redis. */
class CommonPromptsTest {
  private static final int TENANTS = 3;
  private static final Duration DAY = Duration.ofDays(1);
  private static final String TEXT = "A system message of many. ".repeat(20);

  private static Vertx vertx;
  private static StoreServer server;

  private final AtomicLong nanos = new AtomicLong();

  /** Reports to Redis. */
  private final AtomicInteger sent = new AtomicInteger();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Namespaces namespaces = new Namespaces();
  private Redis redis;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    server = Stores.ownRedis();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    server.stop();
  }

  @BeforeEach
  void nothing_is_counted() {
    namespaces.use("a secret of the test".getBytes(UTF_8));
    redis = Redis.createClient(vertx, "redis://%s:%d".formatted(server.host(), server.port()));
    send(Request.cmd(Command.FLUSHALL));
  }

  @AfterEach
  void close() {
    redis.close();
  }

  @Test
  void law_tenants_do_not_meet_a_text_is_shared_only_after_so_many_tenants_have_sent_it() {
    var common = common(DAY, 100);
    for (int again = 0; again < 5; again++) {
      see(common, "one");
      see(common, "two");
    }
    assertThat(common.see("one", "text")).isFalse();
    assertThat(common.see("two", "text")).isFalse();
    see(common, "three");
    assertThat(common.see("one", "text")).isTrue();
    assertThat(common.see("never seen", "text")).isTrue();
    assertThat(common.see("one", "another text")).isFalse();
  }

  @Test
  void all_gateways_on_one_redis_count_together() {
    var here = common(DAY, 100);
    var there = common(DAY, 100);
    see(here, "one");
    see(there, "two");
    see(here, "three");
    assertThat(here.see("one", "text")).isTrue();
    assertThat(there.see("two", "text")).as("before it looks again").isFalse();
    see(there, "one");
    assertThat(there.see("two", "text")).isTrue();
  }

  @Test
  void redis_learns_neither_texts_nor_tenants() {
    var common = common(DAY, 100);
    see(common, "one");
    see(common, "one", "other");
    var keys = send(Request.cmd(Command.KEYS).arg("*"));
    var all =
        IntStream.range(0, keys.size())
            .mapToObj(
                i ->
                    keys.get(i)
                        + " "
                        + send(
                            Request.cmd(Command.ZRANGE).arg(keys.get(i).toString()).arg(0).arg(-1)))
            .collect(Collectors.joining("\n"));
    assertThat(all).doesNotContain("text", "one", "other", namespaces.of("one"));
    assertThat(members("text")).hasSize(1).isNotEqualTo(members("other"));
  }

  @Test
  void what_a_tenant_sent_counts_for_a_time() {
    var common = common(Duration.ofMillis(1), 100);
    see(common, "one");
    Await.until(() -> send(Request.cmd(Command.KEYS).arg("*")).size() == 0);
    see(common, "two");
    see(common, "three");
    assertThat(common.see("one", "text")).isFalse();
  }

  @Test
  void what_redis_said_is_good_for_a_time() {
    var common = common(DAY, 100);
    List.of("one", "two", "three").forEach(tenant -> see(common, tenant));
    nanos.addAndGet(CommonPrompts.GOOD.toNanos());
    assertThat(common.see("one", "text")).isFalse();
    Await.until(() -> common.see("one", "text"));
  }

  @Test
  void texts_are_bounded_and_the_longest_unsent_is_forgotten() {
    var common = common(DAY, 2);
    see(common, "one", "a");
    see(common, "one", "b");
    see(common, "one", "c");
    assertThat(members("a")).isEmpty();
    assertThat(members("b")).hasSize(1);
    assertThat(members("c")).hasSize(1);
    assertThat(send(Request.cmd(Command.KEYS).arg("*")).size()).isEqualTo(3);
    for (int tenant = 0; tenant < 10; tenant++) {
      see(common, "tenant " + tenant, "c");
    }
    assertThat(members("c")).as("no more tenants than count").hasSize(TENANTS);
  }

  @Test
  void law_a_cache_may_only_save_time_without_redis_nothing_becomes_common_and_nothing_fails() {
    var common = common(DAY, 100);
    List.of("one", "two", "three").forEach(tenant -> see(common, tenant));
    assertThat(common.see("one", "text")).isTrue();
    settle();
    server.stop();
    try {
      nanos.addAndGet(CommonPrompts.REPORT.toNanos());
      common.see("one", "text");
      Await.until(() -> counted("failed") == 1);
      assertThat(common.see("two", "text")).isFalse();
    } finally {
      server.start();
    }
  }

  @Test
  void only_system_messages_of_some_length_are_counted_and_only_the_first() {
    var meters = new SharingMeters(registry);
    var sharing = new SharedBeginnings(_ -> Optional.empty(), common(DAY, 100), namespaces, meters);
    var counts = new ChatMessage(Role.SYSTEM, TEXT);
    var user = new ChatMessage(Role.USER, TEXT);
    assertThat(sharing.prefix("one", List.of(user, counts))).isEmpty();
    assertThat(sharing.prefix("one", List.of(new ChatMessage(Role.SYSTEM, "Be brief.")))).isEmpty();
    assertThat(sharing.prefix("one", List.of(new ChatMessage(Role.SYSTEM, "x".repeat(70_000)))))
        .isEmpty();
    assertThat(sent).hasValue(0);
    for (var tenant : List.of("one", "two", "three")) {
      sharing.prefix(tenant, List.of(counts, new ChatMessage(Role.USER, "mine: " + tenant)));
      settle();
    }
    var shared = sharing.prefix("four", List.of(counts, user)).orElseThrow();
    assertThat(shared.messages()).isEqualTo(1);
    assertThat(shared.namespace())
        .as("as if it were listed")
        .isEqualTo(namespaces.ofShared(Beginning.digest(List.of(counts))));
  }

  private CommonPrompts common(Duration life, int mostTexts) {
    return new CommonPrompts(
        request -> {
          sent.incrementAndGet();
          return redis.send(request);
        },
        namespaces,
        nanos::get,
        new SharingMeters(registry),
        TENANTS,
        life,
        mostTexts);
  }

  private void see(CommonPrompts common, String tenant) {
    see(common, tenant, "text");
  }

  /** Returns when Redis has counted it. */
  private void see(CommonPrompts common, String tenant, String digest) {
    nanos.addAndGet(CommonPrompts.REPORT.toNanos());
    common.see(tenant, digest);
    settle();
  }

  private void settle() {
    Await.until(() -> counted("counted") + counted("common") + counted("failed") == sent.get());
  }

  private double counted(String outcome) {
    var counter =
        registry.find("spillway.shared.prompts.sightings").tag("outcome", outcome).counter();
    return counter == null ? 0 : counter.count();
  }

  private String[] members(String digest) {
    var key = "spillway:common:{prompts}:" + namespaces.pseudonym("text", digest);
    var members = send(Request.cmd(Command.ZRANGE).arg(key).arg(0).arg(-1));
    return members.stream().map(Response::toString).toArray(String[]::new);
  }

  private Response send(Request request) {
    return redis.send(request).toCompletionStage().toCompletableFuture().join();
  }
}
