package dev.spillway.gateway.sharing;

import dev.spillway.gateway.tenancy.Namespaces;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Which system messages so many tenants have sent that they count as shared: k-anonymity (Sweeney
 * 2002) for prompts. A tenant counts only by having sent the whole text itself.
 *
 * <p><b>What is kept.</b> For each text Redis has the latest k tenants who sent it, and since when
 * they count. Texts and tenants are there as keyed hashes alone; those of a tenant differ from text
 * to text. So who reads that Redis can neither tell a text, also with a guess, nor which tenants
 * have texts in common. At most {@value #MOST_TEXTS} texts are counted; the longest unsent are
 * forgotten first, and counting anew shares less. Who may write to that Redis can make a text
 * common.
 *
 * <p><b>What is asked when.</b> A request never waits: it goes by what Redis said last, and reports
 * its tenant behind its own back, at most once in {@link #REPORT} for a text. So the request that
 * makes a text common is not yet served by it. What Redis said is good for {@link #GOOD}; when it
 * does not answer, nothing is common.
 *
 * <p><b>What a tenant can learn.</b> By how soon an answer begins: that k others use the very
 * system message that he guessed as a whole. Who holds k projects himself makes any text common,
 * and so can learn of a guess whether anybody else uses it from then on. Text that nobody guesses
 * as a whole is never learned, because a part of it is another text.
 */
final class CommonPrompts {
  /** How often a tenant is reported for a text. */
  static final Duration REPORT = Duration.ofMinutes(1);

  /** How long a text is common without Redis having said so again. */
  static final Duration GOOD = Duration.ofMinutes(2);

  /** Shorter ones are hardly worth it, and easily guessed. */
  static final int FEWEST_CHARACTERS = 256;

  static final int MOST_TEXTS = 10_000;
  private static final int MOST_UNDER_WAY = 64;
  private static final int PATIENCE_SECONDS = 5;
  private static final String TEXTS = "spillway:common:{prompts}";

  /**
   * Keys: all texts by when they were last sent, and the tenants of one text. Arguments: the
   * tenant, how many make it common, for how many milliseconds a tenant counts, most texts.
   */
  private static final String SCRIPT =
      """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      local most, life = tonumber(ARGV[2]), tonumber(ARGV[3])
      redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - life)
      redis.call('ZADD', KEYS[2], now, ARGV[1])
      redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -most - 1)
      redis.call('PEXPIRE', KEYS[2], life)
      redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - life)
      redis.call('ZADD', KEYS[1], now, KEYS[2])
      redis.call('PEXPIRE', KEYS[1], life)
      local over = redis.call('ZCARD', KEYS[1]) - tonumber(ARGV[4])
      if over > 0 then
        for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, over - 1)) do
          redis.call('DEL', key)
        end
        redis.call('ZREMRANGEBYRANK', KEYS[1], 0, over - 1)
      end
      return redis.call('ZCARD', KEYS[2])
      """;

  private final Function<Request, Future<Response>> redis;
  private final Namespaces namespaces;
  private final LongSupplier nanoTime;
  private final SharingMeters meters;
  private final int tenants;
  private final long lifeMillis;
  private final int mostTexts;
  private final Map<Sighting, Long> reported = bounded();
  private final Map<String, Long> commonUntil = bounded();
  private int underWay;

  private record Sighting(String digest, String tenant) {}

  /**
   * @param tenants so many make a text common; 0: nothing is
   * @param life how long it counts that a tenant sent it
   * @param mostTexts that are counted
   */
  CommonPrompts(
      Function<Request, Future<Response>> redis,
      Namespaces namespaces,
      LongSupplier nanoTime,
      SharingMeters meters,
      int tenants,
      Duration life,
      int mostTexts) {
    this.redis = redis;
    this.namespaces = namespaces;
    this.nanoTime = nanoTime;
    this.meters = meters;
    this.tenants = tenants;
    this.lifeMillis = life.toMillis();
    this.mostTexts = mostTexts;
  }

  boolean isOff() {
    return tenants == 0;
  }

  /** Whether a text is common, which a tenant has just sent. */
  boolean see(String tenant, String digest) {
    long now = nanoTime.getAsLong();
    boolean report;
    boolean common;
    synchronized (this) {
      var sighting = new Sighting(digest, tenant);
      var last = reported.get(sighting);
      report = (last == null || now - last >= REPORT.toNanos()) && underWay < MOST_UNDER_WAY;
      if (report) {
        reported.put(sighting, now);
        underWay++;
      }
      var until = commonUntil.get(digest);
      common = until != null && until - now > 0;
    }
    if (report) {
      report(tenant, digest);
    }
    return common;
  }

  private void report(String tenant, String digest) {
    var request =
        Request.cmd(Command.EVAL)
            .arg(SCRIPT)
            .arg(2)
            .arg(TEXTS)
            .arg(TEXTS + ":" + namespaces.pseudonym("text", digest))
            .arg(namespaces.pseudonym("tenant", digest, tenant))
            .arg(tenants)
            .arg(lifeMillis)
            .arg(mostTexts);
    Future.succeededFuture(request)
        .compose(redis)
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .onComplete(reply -> heard(digest, reply.succeeded() ? reply.result().toInteger() : -1));
  }

  private void heard(String digest, int count) {
    meters.sighting(count < 0 ? "failed" : count < tenants ? "counted" : "common");
    synchronized (this) {
      underWay--;
      if (count >= tenants) {
        commonUntil.put(digest, nanoTime.getAsLong() + GOOD.toNanos());
      } else {
        commonUntil.remove(digest);
      }
    }
  }

  private static <K> Map<K, Long> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, Long> eldest) {
        return size() > MOST_TEXTS;
      }
    };
  }
}
