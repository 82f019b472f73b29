package dev.spillway.gateway.cascade;

import java.time.Duration;
import java.util.Locale;

/**
 * Where an answer comes from: computed for its request, or another's.
 *
 * @param age of an answer that was kept; zero of any other
 */
public record Provenance(Kind kind, Duration age) {

  /** As clients are told. */
  public enum Kind {
    /** Computed; nobody looked whether it was there already. */
    BYPASS,
    /** Computed, because it was not there. */
    MISS,
    /** It was there. */
    HIT,
    /** It was being computed for another request. */
    COALESCED;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static final Provenance BYPASS = new Provenance(Kind.BYPASS, Duration.ZERO);
  public static final Provenance MISS = new Provenance(Kind.MISS, Duration.ZERO);
  public static final Provenance COALESCED = new Provenance(Kind.COALESCED, Duration.ZERO);

  public static Provenance hit(Duration age) {
    return new Provenance(Kind.HIT, age);
  }

  /** Whether this request paid for it. */
  public boolean computed() {
    return kind == Kind.BYPASS || kind == Kind.MISS;
  }
}
