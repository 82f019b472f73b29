package dev.spillway.gateway.policy;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * A small state machine on one Vert.x context: idle, connecting, subscribed. Only that context
 * touches the fields.
 *
 * A subscriber cannot tell a quiet channel from a dead peer, so each instance also subscribes to a
 * channel of its own and at every beat publishes to it. Hearing itself proves the whole path, out
 * and back. An instance that has not heard itself for MAX_SILENT_BEATS beats drops its connection
 * and connects again; so does one whose connection ended. Connecting is given as many beats before
 * it is given up. Each attempt has a number, and what arrives for an old one is closed.
 *
 * A notice has no content: it says "look", and the database is where to look. Whoever gets a
 * subscription confirmed looks as well, because notices may have been missed before.
 */

/**
 * Tells the gateways on one Redis that something of a kind changed, such as policies, and hears it
 * from them.
 *
 * <p>Redis may be away at any time, also at the start: then nothing is heard, which is told, and
 * the subscription is made again when Redis is back. No call here waits or fails.
 */
public final class PolicyNotices {
  static final String CHANNEL = "spillway:policies";

  private static final int MAX_SILENT_BEATS = 3;

  private final Vertx vertx;
  private final Context context;
  private final Redis redis;
  private final String channel;
  private final String ownChannel;
  private final Consumer<Throwable> whenDown;
  private final Runnable whenUp;
  private final Duration beat;
  private final Runnable onNotice;

  private Future<RedisConnection> connecting = Future.failedFuture("not yet");
  private @Nullable RedisConnection connection;
  private volatile boolean stopped;
  private boolean subscribed;
  private boolean beatUnanswered;
  private int attempt;
  private int silentBeats;
  private long timer;

  /**
   * @param channel of what changes
   * @param down hears, again and again, that Redis is away, and why
   * @param up hears, again and again, that it is there
   * @param onNotice called when it changed or may have changed unheard; must not block
   */
  public PolicyNotices(
      Vertx vertx,
      Redis redis,
      String channel,
      Consumer<Throwable> down,
      Runnable up,
      Duration beat,
      Runnable onNotice) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.redis = redis;
    this.channel = channel;
    this.ownChannel = channel + ":alive:" + UUID.randomUUID();
    this.whenDown = down;
    this.whenUp = up;
    this.beat = beat;
    this.onNotice = onNotice;
  }

  public void start() {
    context.runOnContext(
        ignored -> {
          timer = vertx.setPeriodic(beat.toMillis(), tick -> beat());
          connect();
        });
  }

  /** Completes when the subscription has ended, and what was being connected. */
  public CompletionStage<Void> stop() {
    stopped = true;
    var ended = Promise.<Void>promise();
    context.runOnContext(
        ignored -> {
          vertx.cancelTimer(timer);
          Future.join(drop(), connecting).<Void>mapEmpty().otherwiseEmpty().onComplete(ended);
        });
    return ended.future().toCompletionStage();
  }

  /** Tells all gateways, this one included, that something changed. */
  public void publish() {
    send(channel);
  }

  private void beat() {
    if (++silentBeats > MAX_SILENT_BEATS) {
      down(new IOException("nothing heard for " + beat.multipliedBy(MAX_SILENT_BEATS)));
      connect();
    } else if (subscribed && !beatUnanswered) {
      beatUnanswered = true;
      send(ownChannel).onComplete(here(sent -> beatUnanswered = false));
    }
  }

  private Future<Response> send(String to) {
    return redis.send(Request.cmd(Command.PUBLISH).arg(to).arg("")).onFailure(this::down);
  }

  private void connect() {
    drop();
    var number = attempt;
    connecting = redis.connect();
    connecting.onComplete(
        here(
            connected -> {
              if (number != attempt) {
                connected.onSuccess(RedisConnection::close);
              } else if (connected.failed()) {
                lost(connected.cause());
              } else {
                subscribe(connected.result(), number);
              }
            }));
  }

  private void subscribe(RedisConnection connected, int number) {
    connection = connected;
    connected.handler(message -> ifCurrent(number, () -> heard(message)));
    connected.endHandler(
        end -> ifCurrent(number, () -> lost(new IOException("the connection was closed"))));
    connected.exceptionHandler(failure -> ifCurrent(number, () -> lost(failure)));
    connected
        .send(Request.cmd(Command.SUBSCRIBE).arg(channel).arg(ownChannel))
        .onFailure(failure -> ifCurrent(number, () -> lost(failure)));
  }

  private void ifCurrent(int number, Runnable action) {
    context.runOnContext(
        ignored -> {
          if (number == attempt) {
            action.run();
          }
        });
  }

  /** Each event is an array: its kind, the channel, and what depends on the kind. */
  private void heard(Response event) {
    if (event.size() < 2) {
      return;
    }
    silentBeats = 0;
    var own = event.get(1).toString().equals(ownChannel);
    switch (event.get(0).toString()) {
      case "subscribe" -> {
        if (own) {
          subscribed = true;
          whenUp.run();
          onNotice.run();
        }
      }
      case "message" -> {
        if (own) {
          whenUp.run();
        } else {
          onNotice.run();
        }
      }
      default -> {}
    }
  }

  /** The next beat connects again. */
  private void lost(Throwable cause) {
    down(cause);
    drop();
    silentBeats = MAX_SILENT_BEATS;
  }

  private void down(Throwable cause) {
    if (!stopped) {
      whenDown.accept(cause);
    }
  }

  private Future<Void> drop() {
    attempt++;
    subscribed = false;
    beatUnanswered = false;
    silentBeats = 0;
    var dropped = connection;
    connection = null;
    return dropped == null ? Future.succeededFuture() : dropped.close();
  }

  private <T> Handler<AsyncResult<T>> here(Handler<Future<T>> handler) {
    return result ->
        context.runOnContext(
            ignored ->
                handler.handle(
                    result.succeeded()
                        ? Future.succeededFuture(result.result())
                        : Future.failedFuture(result.cause())));
  }
}
