package dev.spillway.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.gateway.tenancy.ApiKey;
import dev.spillway.gateway.tenancy.Limits;
import dev.spillway.gateway.tenancy.Tenants;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A key, as the admin API shows it; the secret only in the answer to who made it. */
@Schema(name = "Key", description = "A key of a project.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record KeyView(
    @Schema(examples = "key_3p6w0r9x2c5v8b1n4m7q") String id,
    @JsonProperty("project_id") @Schema(examples = "proj_8d2h5t0s6y1j4r9f3a7g") String projectId,
    @Schema(examples = "web frontend") String name,
    @Schema(
            description = "What clients send. In the answer to creation and rotation alone.",
            examples = "spw-3p6w0r9x2c5v8b1n4m7q-...")
        @Nullable String key,
    @Schema(description = "Tiers and policies that may be asked; absent: those of the project.")
        @Nullable List<String> models,
    Limits limits,
    @JsonProperty("expires_at") @Nullable Instant expiresAt,
    @JsonProperty("revoked_at") @Nullable Instant revokedAt,
    @JsonProperty("rotated_at") @Nullable Instant rotatedAt,
    @JsonProperty("previous_until")
        @Schema(description = "Until then the secret before the last rotation opens too.")
        @Nullable Instant previousUntil,
    @Schema(examples = "1") int version,
    @JsonProperty("created_at") Instant createdAt) {

  static KeyView of(ApiKey key) {
    return of(key, null);
  }

  static KeyView of(Tenants.Issued issued) {
    return of(issued.key(), issued.secret().reveal());
  }

  private static KeyView of(ApiKey key, @Nullable String secret) {
    return new KeyView(
        key.id(),
        key.projectId(),
        key.name(),
        secret,
        key.models(),
        key.limits(),
        key.expiresAt(),
        key.revokedAt(),
        key.rotatedAt(),
        key.previousUntil(),
        key.version(),
        key.createdAt());
  }
}
