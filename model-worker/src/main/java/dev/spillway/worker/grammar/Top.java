package dev.spillway.worker.grammar;

import org.jspecify.annotations.Nullable;

/**
 * One way to read the text so far: a state, what its rule must still count, and what follows its
 * rule. Equal where all of that is the same; a state and a frame are the same only as themselves.
 *
 * @param least how many more the rule must count before it is enough
 * @param most how many more it may count, or {@link #UNBOUNDED}; never less than {@code least}
 */
record Top(State state, int least, int most, Frame frame) {
  static final int UNBOUNDED = Integer.MAX_VALUE;

  /** After a byte, or null where it cannot follow. */
  @Nullable Top step(int value) {
    var edge = state.edge(value);
    if (edge == null) {
      return null;
    }
    return switch (edge.gate()) {
      case OPEN -> new Top(edge.to(), least, most, frame);
      case ENOUGH -> least == 0 ? new Top(edge.to(), least, most, frame) : null;
      case COUNT ->
          most == 0
              ? null
              : new Top(
                  edge.to(), Math.max(0, least - 1), most == UNBOUNDED ? most : most - 1, frame);
    };
  }

  Top at(State other) {
    return new Top(other, least, most, frame);
  }
}
