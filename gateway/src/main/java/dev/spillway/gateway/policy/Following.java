package dev.spillway.gateway.policy;

import dev.spillway.gateway.config.PolicyConfig;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Duration;

/**
 * Follows what other gateways change of something: by their notices, and by looking now and then,
 * which is enough while Redis is away. That it is away is told by those who follow policies.
 */
public final class Following {
  private final Vertx vertx;
  private final PolicyNotices notices;
  private final Duration poll;
  private final Runnable look;
  private volatile long timer;

  /**
   * Looks as often as at policies, and when another gateway changed something.
   *
   * @param look must not wait and must not fail
   */
  public Following(Vertx vertx, Redis redis, String channel, PolicyConfig policies, Runnable look) {
    this(vertx, redis, channel, policies.noticeInterval(), look, policies.pollInterval(), look);
  }

  /**
   * @param interval of the beat by which it is seen whether Redis is there
   * @param heard is run when another gateway changed something
   * @param poll between two looks
   * @param look must not wait and must not fail
   */
  public Following(
      Vertx vertx,
      Redis redis,
      String channel,
      Duration interval,
      Runnable heard,
      Duration poll,
      Runnable look) {
    this.vertx = vertx;
    this.poll = poll;
    this.look = look;
    notices = new PolicyNotices(vertx, redis, channel, cause -> {}, () -> {}, interval, heard);
  }

  /** Tells the others that something changed. */
  public void publish() {
    notices.publish();
  }

  public void start() {
    notices.start();
    look.run();
    timer = vertx.setPeriodic(poll.toMillis(), tick -> look.run());
  }

  /** Before the Redis client closes, which would look like an outage. */
  public void stop() {
    vertx.cancelTimer(timer);
    notices.stop();
  }
}
