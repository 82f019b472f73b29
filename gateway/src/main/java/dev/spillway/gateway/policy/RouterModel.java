package dev.spillway.gateway.policy;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code router_model}. */
@Entity
@Table(name = "router_model")
class RouterModel {
  @Id String name = "";
  String[] tiers = {};

  /** Absent once the router was deleted. */
  byte @Nullable [] model;

  String report = "";

  @Column(name = "created_by")
  String createdBy = "";

  @Column(name = "created_at")
  Instant createdAt = Instant.EPOCH;

  byte[] present() {
    return requireNonNull(model, "the router was deleted");
  }
}
