package dev.spillway.gateway.quota;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.cache.RedisLine;
import dev.spillway.gateway.http.PerEventLoop;
import dev.spillway.gateway.tenancy.Scope;
import dev.spillway.router.Money;
import dev.spillway.testkit.StoreServer;
import dev.spillway.testkit.Stores;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Ledgers of several gateways on one real Redis, which ends with the tests. */
final class LedgerBench {
  private static final Vertx VERTX = Vertx.vertx();
  private static final StoreServer SERVER = Stores.ownRedis();
  private static final Redis REDIS = Redis.createClient(VERTX, url());

  private LedgerBench() {}

  /** Of this Redis. */
  static RedisAddress address() {
    return new RedisAddress(List.of(url()), "standalone", Optional.empty());
  }

  static RedisLedger ledger(Duration lease, Map<String, Spent.Amounts> spent) {
    return new RedisLedger(
        new PerEventLoop<>(
            VERTX,
            context ->
                new RedisLine(
                    VERTX,
                    context,
                    address().clients(VERTX, 16),
                    Duration.ofSeconds(30),
                    up -> {})),
        new Turnstile(16, 1_000),
        (day, scopes) ->
            Uni.createFrom()
                .item(
                    scopes.stream()
                        .collect(
                            Collectors.toMap(
                                Scope::id,
                                scope ->
                                    spent.getOrDefault(
                                        scope.id(), new Spent.Amounts(Money.ZERO, Money.ZERO))))),
        new ObjectMapper(),
        lease);
  }

  static long counter(String organisation, String key, String field) {
    return Long.parseLong(call(Command.HGET, name(organisation, key), field).toString());
  }

  static String name(String organisation, String what) {
    return "spillway:quota:{%s}:%s".formatted(organisation, what);
  }

  static Response call(Command command, String... arguments) {
    var request = Request.cmd(command);
    for (var argument : arguments) {
      request.arg(argument);
    }
    return REDIS.send(request).toCompletionStage().toCompletableFuture().join();
  }

  private static String url() {
    return "redis://%s:%d".formatted(SERVER.host(), SERVER.port());
  }
}
