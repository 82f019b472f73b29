package dev.spillway.gateway.auth;

import dev.spillway.gateway.config.GatewayConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Requests that showed no key, or a wrong one, by the address they came from.
 *
 * <p>A key that was made here cannot be guessed, but one that somebody thought up may be. So an
 * address from which the admin API was tried without success too often in a minute is not heard
 * there for the rest of that minute: what it shows is not even compared, and who sits behind the
 * same address waits too. An IPv6 address counts as the network of 64 bits that it is in, of which
 * its owner has all. Behind a proxy all requests come from the proxy, unless Quarkus is told to go
 * by what that says ({@code quarkus.http.proxy.proxy-address-forwarding}).
 *
 * <p>At most {@link #MOST} addresses are known at a time; the failures of others are one sum, for
 * which nobody is shut out.
 */
@Singleton
public final class Knocks {
  static final int MOST = 1_000;

  private static final int NETWORK_BYTES = 8;

  private final int most;
  private final LongSupplier nanoTime;
  private final Counter admin;
  private final Counter api;
  private final Map<String, Integer> thisMinute = new HashMap<>();
  private final Map<String, Long> untold = new HashMap<>();
  private long untoldElsewhere;
  private long minute;

  /**
   * Failures that were not told yet.
   *
   * @param address empty for the sum of those that there was no room for
   */
  public record Tried(Optional<String> address, long attempts) {}

  @Inject
  Knocks(GatewayConfig config, MeterRegistry meters) {
    this(config.adminFailuresPerMinute(), System::nanoTime, meters);
  }

  /**
   * @param most failures a minute after which an address is shut out; 0 for never
   */
  Knocks(int most, LongSupplier nanoTime, MeterRegistry meters) {
    this.most = most;
    this.nanoTime = nanoTime;
    admin = counter("admin", meters);
    api = counter("v1", meters);
  }

  private static Counter counter(String name, MeterRegistry meters) {
    return Counter.builder("spillway.auth.failures")
        .description("Requests that were not let in, as they showed no valid key")
        .tag("api", name)
        .register(meters);
  }

  /** Where a request comes from, as it is counted. */
  public static String address(HttpServerRequest request) {
    var remote = request.remoteAddress();
    var address = remote == null ? null : remote.hostAddress();
    return address == null ? "unknown" : network(address);
  }

  /** A numeric address, or the network of an IPv6 address. */
  static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    try {
      if (InetAddress.getByName(address) instanceof Inet6Address six && !six.isLoopbackAddress()) {
        var bytes = six.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
      }
    } catch (UnknownHostException e) {
      // it is no address; then it stands for itself
    }
    return address;
  }

  /** Somebody tried the API of models. */
  void apiFailed() {
    api.increment();
  }

  /** Somebody tried the admin API. */
  public synchronized void adminFailed(String address) {
    admin.increment();
    turn();
    if (thisMinute.containsKey(address) || thisMinute.size() < MOST) {
      thisMinute.merge(address, 1, Integer::sum);
    }
    if (untold.containsKey(address) || untold.size() < MOST) {
      untold.merge(address, 1L, Long::sum);
    } else {
      untoldElsewhere++;
    }
  }

  /** For how long an address is not heard at the admin API. */
  public synchronized Optional<Duration> shutOut(String address) {
    turn();
    return most > 0 && thisMinute.getOrDefault(address, 0) >= most
        ? Optional.of(Duration.ofNanos(untilNextMinute()))
        : Optional.empty();
  }

  /** What failed at the admin API since this was asked before, of the busiest addresses. */
  public synchronized List<Tried> tell(int addresses) {
    var busiest =
        untold.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
            .toList();
    var told = new ArrayList<Tried>();
    busiest.stream()
        .limit(addresses)
        .forEach(each -> told.add(new Tried(Optional.of(each.getKey()), each.getValue())));
    long others =
        untoldElsewhere + busiest.stream().skip(addresses).mapToLong(Map.Entry::getValue).sum();
    if (others > 0) {
      told.add(new Tried(Optional.empty(), others));
    }
    untold.clear();
    untoldElsewhere = 0;
    return told;
  }

  private void turn() {
    long now = Math.floorDiv(nanoTime.getAsLong(), TimeUnit.MINUTES.toNanos(1));
    if (now != minute) {
      minute = now;
      thisMinute.clear();
    }
  }

  private long untilNextMinute() {
    return (minute + 1) * TimeUnit.MINUTES.toNanos(1) - nanoTime.getAsLong();
  }
}
