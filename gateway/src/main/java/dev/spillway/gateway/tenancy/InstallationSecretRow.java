package dev.spillway.gateway.tenancy;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A row of {@code installation_secret}. */
@Entity
@Immutable
@Table(name = "installation_secret")
class InstallationSecretRow {
  @Id String name = "";

  @Column(name = "value")
  byte[] secret = {};

  @Column(name = "created_at")
  Instant createdAt = Instant.EPOCH;
}
