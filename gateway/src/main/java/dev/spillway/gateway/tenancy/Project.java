package dev.spillway.gateway.tenancy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An application or a team. It is the tenant: what is cached and learned for it is not used for
 * another project, also of the same organisation.
 */
@Schema(
    name = "Project",
    description = "Keys that share what is cached for them; nobody else shares it.")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Project(
    @Schema(examples = "proj_8d2h5t0s6y1j4r9f3a7g") String id,
    @JsonProperty("organisation_id") @Schema(examples = "org_5zq1k8m2v7c3x9d4b6nw")
        String organisationId,
    @Schema(examples = "support bot") String name,
    @Schema(
            description = "Tiers and policies that may be asked; absent: all.",
            examples = "[\"auto\"]")
        @Nullable List<String> models,
    Limits limits,
    @Schema(examples = "1") int version,
    @JsonProperty("created_at") Instant createdAt)
    implements TenantRow {

  /** Whose requests without a key of their own are. */
  public static final String DEFAULT = "proj_default";

  public Project {
    models = models == null ? null : List.copyOf(models);
  }

  public Project changed(String newName, @Nullable List<String> newModels, Limits newLimits) {
    return new Project(id, organisationId, newName, newModels, newLimits, version + 1, createdAt);
  }
}
