package dev.spillway.gateway.policy;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of {@code policy_version}. Written once, never changed. */
@Entity
@Immutable
@Table(name = "policy_version")
class PolicyVersion {

  /** Name, slash, version: Hibernate's upsert knows no composite keys. */
  @Id String id = "";

  String name = "";
  int version;
  String[] tiers = {};
  String scorer = "";
  Double[] thresholds = {};
  @Nullable String comment;

  @Column(name = "created_by")
  String createdBy = "";

  @Column(name = "created_at")
  Instant createdAt = Instant.EPOCH;

  static PolicyVersion of(PolicyRevision revision) {
    var row = new PolicyVersion();
    row.id = revision.name() + "/" + revision.version();
    row.name = revision.name();
    row.version = revision.version();
    row.tiers = revision.tiers().toArray(String[]::new);
    row.scorer = revision.scorer();
    row.thresholds = revision.thresholds().toArray(Double[]::new);
    row.comment = revision.comment().orElse(null);
    row.createdBy = revision.createdBy();
    row.createdAt = revision.createdAt();
    return row;
  }

  /** What the row says; elements that are null in an array, which we never write, are left out. */
  PolicyRevision revision() {
    return new PolicyRevision(
        name,
        version,
        present(tiers),
        scorer,
        present(thresholds),
        Optional.ofNullable(comment),
        createdBy,
        createdAt);
  }

  private static <T> List<T> present(T[] array) {
    return Arrays.stream(array).filter(Objects::nonNull).toList();
  }
}
