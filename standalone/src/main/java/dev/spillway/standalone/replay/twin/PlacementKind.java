package dev.spillway.standalone.replay.twin;

import dev.spillway.router.placement.PlacementRule;
import java.util.Locale;

/** The placements there are. */
public enum PlacementKind {
  /** Where the fewest tokens are still to be computed or held; the first of equals. */
  LEAST_LOADED {
    @Override
    Placement create(int workers, long seed) {
      return (call, loads) -> {
        int least = 0;
        for (int i = 1; i < loads.size(); i++) {
          least = loads.get(i) < loads.get(least) ? i : least;
        }
        int chosen = least;
        return () -> chosen;
      };
    }
  },
  /** The gateway's: the least work left to do, with what is cached counted as done. */
  COST {
    @Override
    Placement create(int workers, long seed) {
      return new GatewayPlacement(PlacementRule.COST, workers, seed);
    }
  },
  /** The gateway's: of two drawn by chance, who has fewer requests. */
  POWER_OF_TWO {
    @Override
    Placement create(int workers, long seed) {
      return new GatewayPlacement(PlacementRule.POWER_OF_TWO, workers, seed);
    }
  },
  /** One after the other. */
  ROUND_ROBIN {
    @Override
    Placement create(int workers, long seed) {
      return new GatewayPlacement(PlacementRule.ROUND_ROBIN, workers, seed);
    }
  };

  abstract Placement create(int workers, long seed);

  /** What {@code --placement} calls it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
