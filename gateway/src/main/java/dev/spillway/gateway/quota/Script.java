package dev.spillway.gateway.quota;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A Lua script, which Redis runs as one step. It is sent whole when Redis does not know it yet. */
final class Script {
  private static final String UNKNOWN = "NOSCRIPT";

  private final String text;
  private final String sha1;

  private Script(String text) {
    this.text = text;
    sha1 = sha1(text);
  }

  /** Resources of this package, one after another. */
  static Script of(String... names) {
    var text = new StringBuilder();
    for (var name : names) {
      text.append(read(name));
    }
    return new Script(text.toString());
  }

  Future<Response> run(RedisConnection redis, List<String> keys, List<String> arguments) {
    return redis
        .send(request(Command.EVALSHA, sha1, keys, arguments))
        .recover(
            failure ->
                String.valueOf(failure.getMessage()).startsWith(UNKNOWN)
                    ? redis.send(request(Command.EVAL, text, keys, arguments))
                    : Future.failedFuture(failure));
  }

  private static Request request(
      Command command, String script, List<String> keys, List<String> arguments) {
    var request = Request.cmd(command).arg(script).arg(keys.size());
    keys.forEach(request::arg);
    arguments.forEach(request::arg);
    return request;
  }

  private static String read(String name) {
    try (var in = Script.class.getResourceAsStream(name)) {
      return new String(requireNonNull(in, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("a shipped script cannot be read", e);
    }
  }

  private static String sha1(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
