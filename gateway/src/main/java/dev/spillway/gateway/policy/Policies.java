package dev.spillway.gateway.policy;

import java.util.List;
import java.util.Optional;

/** The policies in force, read without waiting. */
public interface Policies {

  Optional<VersionedPolicy> find(String name);

  /** In order of their names. */
  List<VersionedPolicy> all();
}
