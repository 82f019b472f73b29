package dev.spillway.worker.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that a grammar has a name for, such as all values of one schema: texts of at least one
 * byte, which begin at any of its entries.
 */
final class Rule {
  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param least how often its {@link Gate#COUNT} edges are taken before {@link Gate#ENOUGH} opens
   * @param most how often they may be taken; {@link Top#UNBOUNDED} for no limit
   */
  record Entry(State state, int least, int most) {}

  void add(State state) {
    add(state, 0, Top.UNBOUNDED);
  }

  void add(State state, int least, int most) {
    entries.add(new Entry(state, least, most));
  }

  void addAll(Rule other) {
    entries.addAll(other.entries);
  }

  List<Entry> entries() {
    return entries;
  }
}
