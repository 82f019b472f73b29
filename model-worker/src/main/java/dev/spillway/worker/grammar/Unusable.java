package dev.spillway.worker.grammar;

import java.io.Serial;

/** A schema, or a part of one, of which no grammar is made. */
final class Unusable extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean placed;

  /** Whoever knows where in the schema it is adds it. */
  Unusable(String why) {
    this(why, false);
  }

  private Unusable(String why, boolean placed) {
    super(why, null, false, false);
    this.placed = placed;
  }

  static Unusable at(String pointer, String why) {
    return new Unusable("at '#%s': %s".formatted(pointer, why), true);
  }

  /** The same, with its place if that was not known. */
  Unusable at(Place place) {
    return placed ? this : at(place.pointer(), why());
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
