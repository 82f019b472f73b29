package dev.spillway.gateway.admin;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** The row of {@code admin_key}, if there is one. */
@Entity
@Immutable
@Table(name = "admin_key")
class AdminKeyRow {
  static final short ID = 1;

  @Id short id = ID;
  byte[] sha256 = {};

  @Column(name = "created_at")
  Instant createdAt = Instant.EPOCH;
}
