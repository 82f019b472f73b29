package dev.spillway.gateway.response;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What a request says of caches, in the words of HTTP (RFC 9111, section 5.2.1).
 *
 * @param noCache its answer is computed, and then kept as any other
 * @param noStore its answer is computed, not kept, and given to nobody else
 * @param maxAgeSeconds an answer that is not older will do, also where another would come if it
 *     were computed anew
 */
public record CacheControl(boolean noCache, boolean noStore, OptionalLong maxAgeSeconds) {
  /** Says nothing. */
  public static final CacheControl NONE = new CacheControl(false, false, OptionalLong.empty());

  /** What is computed is for one request alone. */
  public static final CacheControl NO_STORE = new CacheControl(false, true, OptionalLong.empty());

  private static final String MAX_AGE = "max-age=";

  /** Reads the header's values. What is not known, or not well formed, says nothing. */
  public static CacheControl read(List<String> values) {
    var control = NONE;
    for (var value : values) {
      for (var directive : value.split(",", -1)) {
        control = control.and(directive.strip().toLowerCase(Locale.ROOT));
      }
    }
    return control;
  }

  private CacheControl and(String directive) {
    if (directive.equals("no-cache")) {
      return new CacheControl(true, noStore, maxAgeSeconds);
    }
    if (directive.equals("no-store")) {
      return new CacheControl(noCache, true, maxAgeSeconds);
    }
    if (directive.matches(MAX_AGE + "\\d{1,9}")) {
      var seconds = Long.parseLong(directive.substring(MAX_AGE.length()));
      return seconds == 0
          ? new CacheControl(true, noStore, maxAgeSeconds)
          : new CacheControl(noCache, noStore, OptionalLong.of(seconds));
    }
    return this;
  }
}
