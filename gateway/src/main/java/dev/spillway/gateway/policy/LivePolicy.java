package dev.spillway.gateway.policy;

import dev.spillway.router.policy.Policy;

/** A policy that this gateway can serve, and the version that it came from. */
record LivePolicy(Policy policy, PolicyRevision revision) {

  String name() {
    return revision.name();
  }

  int version() {
    return revision.version();
  }

  VersionedPolicy versioned() {
    return new VersionedPolicy(version(), policy, revision.createdAt());
  }
}
