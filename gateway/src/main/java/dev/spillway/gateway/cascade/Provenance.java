package dev.spillway.gateway.cascade;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Where an answer comes from: computed for its request, or another's.
 *
 * @param age of an answer that was kept; zero of any other
 * @param similarity of the question to the one that was answered, where that was another: the
 *     cosine of their embeddings
 */
public record Provenance(Kind kind, Duration age, OptionalDouble similarity) {

  /** As clients are told. */
  public enum Kind {
    /** Computed; nobody looked whether it was there already. */
    BYPASS,
    /** Computed, because it was not there. */
    MISS,
    /** It was there. */
    HIT,
    /** The answer to a question that asks the same in other words was there. */
    SIMILAR,
    /** It was being computed for another request. */
    COALESCED;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static final Provenance BYPASS = of(Kind.BYPASS, Duration.ZERO);
  public static final Provenance MISS = of(Kind.MISS, Duration.ZERO);
  public static final Provenance COALESCED = of(Kind.COALESCED, Duration.ZERO);

  public static Provenance hit(Duration age) {
    return of(Kind.HIT, age);
  }

  public static Provenance similar(Duration age, double similarity) {
    return new Provenance(Kind.SIMILAR, age, OptionalDouble.of(similarity));
  }

  private static Provenance of(Kind kind, Duration age) {
    return new Provenance(kind, age, OptionalDouble.empty());
  }

  /** Whether it was kept from an earlier request. */
  public boolean kept() {
    return kind == Kind.HIT || kind == Kind.SIMILAR;
  }

  /** Whether this request paid for it. */
  public boolean computed() {
    return kind == Kind.BYPASS || kind == Kind.MISS;
  }
}
