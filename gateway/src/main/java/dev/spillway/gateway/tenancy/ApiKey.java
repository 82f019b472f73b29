package dev.spillway.gateway.tenancy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key of a project, as it is stored: the secret is not in it, only the hash.
 *
 * @param previousSha256 of the secret before the last rotation, which opens until {@code
 *     previousUntil}
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiKey(
    String id,
    @JsonProperty("project_id") String projectId,
    String name,
    String sha256,
    @JsonProperty("previous_sha256") @Nullable String previousSha256,
    @JsonProperty("previous_until") @Nullable Instant previousUntil,
    @Nullable List<String> models,
    Limits limits,
    @JsonProperty("expires_at") @Nullable Instant expiresAt,
    @JsonProperty("revoked_at") @Nullable Instant revokedAt,
    @JsonProperty("rotated_at") @Nullable Instant rotatedAt,
    int version,
    @JsonProperty("created_at") Instant createdAt)
    implements TenantRow {

  public ApiKey {
    models = models == null ? null : List.copyOf(models);
  }

  public static ApiKey of(
      KeySecret secret,
      String projectId,
      String name,
      @Nullable List<String> models,
      Limits limits,
      @Nullable Instant expiresAt,
      Instant now) {
    return new ApiKey(
        secret.keyId(),
        projectId,
        name,
        secret.sha256(),
        null,
        null,
        models,
        limits,
        expiresAt,
        null,
        null,
        1,
        now);
  }

  /** Whether this secret opens now. Compares in constant time. */
  boolean opens(KeySecret secret, Instant now) {
    var current = secret.hashesTo(sha256);
    var before =
        previousSha256 != null
            && previousUntil != null
            && secret.hashesTo(previousSha256)
            && now.isBefore(previousUntil);
    return (current || before)
        && revokedAt == null
        && (expiresAt == null || now.isBefore(expiresAt));
  }

  public ApiKey changed(
      String newName,
      @Nullable List<String> newModels,
      Limits newLimits,
      @Nullable Instant newExpiresAt) {
    return new ApiKey(
        id,
        projectId,
        newName,
        sha256,
        previousSha256,
        previousUntil,
        newModels,
        newLimits,
        newExpiresAt,
        revokedAt,
        rotatedAt,
        version + 1,
        createdAt);
  }

  /**
   * The same key with a new secret.
   *
   * @param overlapUntil the old secret opens until then
   */
  public ApiKey rotated(KeySecret secret, Instant now, Instant overlapUntil) {
    return new ApiKey(
        id,
        projectId,
        name,
        secret.sha256(),
        sha256,
        overlapUntil,
        models,
        limits,
        expiresAt,
        revokedAt,
        now,
        version + 1,
        createdAt);
  }

  /** The same key, which opens nothing any more. */
  public ApiKey revoked(Instant now) {
    return new ApiKey(
        id,
        projectId,
        name,
        sha256,
        null,
        null,
        models,
        limits,
        expiresAt,
        revokedAt == null ? now : revokedAt,
        rotatedAt,
        version + 1,
        createdAt);
  }
}
