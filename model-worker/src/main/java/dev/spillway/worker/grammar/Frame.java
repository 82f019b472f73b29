package dev.spillway.worker.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * What follows a rule that has begun: the ways to go on once it ends. Ways that differ only below
 * share a frame, so that a text which can be read in many ways is not read once for each (Tomita's
 * graph-structured stack). Below the bottom there is nothing.
 *
 * <p>Ways are added in the step in which the rule begins. A rule has at least one byte, so all are
 * there before it ends.
 */
final class Frame {
  private final List<Top> returns = new ArrayList<>(1);

  void add(Top way) {
    returns.add(way);
  }

  List<Top> returns() {
    return returns;
  }

  boolean bottom() {
    return returns.isEmpty();
  }
}
