package dev.spillway.gateway.tenancy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Who pays: several projects, and limits on all of them together. */
@Schema(name = "Organisation", description = "Several projects, and limits on them together.")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Organisation(
    @Schema(examples = "org_5zq1k8m2v7c3x9d4b6nw") String id,
    @Schema(examples = "Acme") String name,
    Limits limits,
    @Schema(examples = "1") int version,
    @JsonProperty("created_at") Instant createdAt)
    implements TenantRow {

  /** Has the default project. */
  public static final String DEFAULT = "org_default";

  public Organisation changed(String newName, Limits newLimits) {
    return new Organisation(id, newName, newLimits, version + 1, createdAt);
  }
}
