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
  @Nullable String scorer;
  Double @Nullable [] thresholds;
  String scoring = ScoringJson.PLAIN;
  @Nullable String router;

  @Column(name = "worth_usd")
  @Nullable Double worthUsd;

  String conduct = ConductJson.PLAIN;
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
    switch (revision.rule()) {
      case StoredRule.Scored scored -> {
        row.scorer = scored.scorer();
        row.thresholds = scored.thresholds().toArray(Double[]::new);
        row.scoring = scored.scoring();
      }
      case StoredRule.Routed routed -> {
        row.router = routed.name();
        row.worthUsd = routed.worthUsd();
      }
    }
    row.conduct = revision.conduct();
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
        rule(),
        conduct,
        Optional.ofNullable(comment),
        createdBy,
        createdAt);
  }

  /** The database sees to it that a row has either two of the four. */
  private StoredRule rule() {
    return router != null && worthUsd != null
        ? new StoredRule.Routed(router, worthUsd)
        : new StoredRule.Scored(scorer == null ? "" : scorer, present(thresholds), scoring);
  }

  private static <T> List<T> present(T @Nullable [] array) {
    return array == null ? List.of() : Arrays.stream(array).filter(Objects::nonNull).toList();
  }
}
