package dev.spillway.worker.schedule;

import java.util.List;
import java.util.Locale;

/** Whether the next one fits the memory beside those who run. */
public sealed interface Admission permits PastFuture, Predicted, NoEvict, StaticBatch {
  /** What {@link #named} knows. */
  List<String> NAMES = List.of(PastFuture.NAME, Predicted.NAME, NoEvict.NAME, StaticBatch.NAME);

  String name();

  /** Whether {@code next} may join. Never asked when nobody runs: one alone always fits. */
  boolean admits(Sequence next, Occupancy now);

  /** Whether those who run may have to give memory or a place to others. */
  boolean preempts();

  /**
   * @throws IllegalArgumentException no admission has that name; the message lists those that there
   *     are
   */
  static Admission named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case PastFuture.NAME -> PastFuture.DEFAULT;
      case Predicted.NAME -> new Predicted(PastFuture.DEFAULT);
      case NoEvict.NAME -> new NoEvict();
      case StaticBatch.NAME -> new StaticBatch();
      default ->
          throw new IllegalArgumentException(
              "there is no admission '%s'; there are %s".formatted(name, String.join(", ", NAMES)));
    };
  }
}
