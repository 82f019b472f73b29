package dev.spillway.gateway.policy;

import dev.spillway.router.routing.CascadeRouter;
import java.util.List;

/**
 * A router that can be used.
 *
 * @param tiers that it learned, in its order
 */
record LearnedRouter(List<String> tiers, CascadeRouter router) {
  LearnedRouter {
    tiers = List.copyOf(tiers);
  }
}
