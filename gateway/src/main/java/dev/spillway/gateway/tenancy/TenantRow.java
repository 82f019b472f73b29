package dev.spillway.gateway.tenancy;

/** What organisations, projects and keys have in common as rows. */
public sealed interface TenantRow permits Organisation, Project, ApiKey {

  /** Random, public, and never used again. */
  String id();

  /** Grows by one with each change. */
  int version();
}
