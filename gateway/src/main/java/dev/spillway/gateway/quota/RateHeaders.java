package dev.spillway.gateway.quota;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What OpenAI's clients read of rates: of the scope that has least left. */
final class RateHeaders {
  private RateHeaders() {}

  static Map<String, String> of(Claim claim, List<Standing> standings) {
    var headers = new LinkedHashMap<String, String>();
    add(headers, "requests", claim, standings, Standing::requests);
    add(headers, "tokens", claim, standings, Standing::tokens);
    return headers;
  }

  private static void add(
      Map<String, String> headers,
      String what,
      Claim claim,
      List<Standing> standings,
      Function<Standing, Standing.Rate> rate) {
    Standing.@Nullable Rate least = null;
    int limit = 0;
    for (int i = 0; i < standings.size(); i++) {
      var limits = claim.scopes().get(i).limits();
      var of = what.equals("requests") ? limits.requestsPerMinute() : limits.tokensPerMinute();
      if (of != null && (least == null || rate.apply(standings.get(i)).left() < least.left())) {
        least = rate.apply(standings.get(i));
        limit = of;
      }
    }
    if (least != null) {
      headers.put("x-ratelimit-limit-" + what, Integer.toString(limit));
      headers.put("x-ratelimit-remaining-" + what, Long.toString(least.left()));
      headers.put("x-ratelimit-reset-" + what, text(least.full()));
    }
  }

  /** As OpenAI writes it: {@code 120ms}, {@code 6s}, {@code 1m30s}. */
  static String text(Duration time) {
    if (time.compareTo(Duration.ofSeconds(1)) < 0) {
      return time.toMillis() + "ms";
    }
    long seconds = time.plusMillis(999).toSeconds();
    return seconds < 60 ? seconds + "s" : "%dm%ds".formatted(seconds / 60, seconds % 60);
  }
}
