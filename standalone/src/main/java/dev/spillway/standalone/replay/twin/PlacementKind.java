package dev.spillway.standalone.replay.twin;

import dev.spillway.standalone.replay.trace.TraceRequest;
import java.util.List;
import java.util.Locale;

/** The placements there are. */
public enum PlacementKind {
  /** One after the other. */
  ROUND_ROBIN {
    @Override
    Placement create() {
      return new Placement() {
        private int last = -1;

        @Override
        public int choose(TraceRequest request, List<Long> loads) {
          last = (last + 1) % loads.size();
          return last;
        }
      };
    }
  },
  /** Where the fewest tokens are still to be computed or held; the first of equals. */
  LEAST_LOADED {
    @Override
    Placement create() {
      return (request, loads) -> {
        int least = 0;
        for (int i = 1; i < loads.size(); i++) {
          least = loads.get(i) < loads.get(least) ? i : least;
        }
        return least;
      };
    }
  };

  abstract Placement create();

  /** What {@code --placement} calls it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
