package dev.spillway.gateway.tenancy;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** A key with the project and the organisation that it is of. */
@RegisterForReflection
public record KeyChain(ApiKey key, Project project, Organisation organisation) {

  Access access() {
    return Access.of(key.id(), key.models(), key.limits(), project, organisation);
  }
}
