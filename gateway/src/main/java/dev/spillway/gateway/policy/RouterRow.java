package dev.spillway.gateway.policy;

import java.time.Instant;
import java.util.Arrays;

/** The columns of {@code router_model} without the model. Named in {@link RouterStore}'s query. */
@SuppressWarnings("ArrayRecordComponent")
record RouterRow(String name, String[] tiers, String report, String createdBy, Instant createdAt) {

  RouterInfo info() {
    return new RouterInfo(name, Arrays.asList(tiers), report, createdBy, createdAt);
  }
}
