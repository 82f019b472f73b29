package dev.spillway.worker.schedule;

import java.util.List;
import java.util.Locale;

/**
 * Who is served before whom. An order ranks; the {@link Scheduler} sees to it that nobody waits
 * beyond the starvation bound, whatever the rank.
 */
public sealed interface Order permits FirstCome, ShortestFirst, MultiLevelFeedback {
  /** What {@link #named} knows. */
  List<String> NAMES =
      List.of(
          FirstCome.NAME, ShortestFirst.NAME, ShortestFirst.NAME_WITHOUT, MultiLevelFeedback.NAME);

  String name();

  /** Where a sequence stands: smaller is served first, equals by arrival. */
  double rank(Sequence sequence, Limits limits);

  /** Whether one who waits may take the place of one who runs and ranks behind. */
  boolean displaces();

  /** Whether {@link Promises} keep its tail. One who was displaced has left their line. */
  boolean promises();

  /**
   * @throws IllegalArgumentException no order has that name; the message lists those that there are
   */
  static Order named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case FirstCome.NAME -> new FirstCome();
      case ShortestFirst.NAME -> new ShortestFirst(true);
      case ShortestFirst.NAME_WITHOUT -> new ShortestFirst(false);
      case MultiLevelFeedback.NAME -> MultiLevelFeedback.DEFAULT;
      default ->
          throw new IllegalArgumentException(
              "there is no order '%s'; there are %s".formatted(name, String.join(", ", NAMES)));
    };
  }
}
