package dev.spillway.gateway.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How good an answer was, to one source. */
@Schema(name = "Label", description = "How good the answer was, to one source.")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Label(
    @Schema(examples = "feedback") LabelSource source,
    @Schema(description = "From 0, useless, to 1, as good as can be.", examples = "1")
        double quality,
    @Schema(examples = "right, but too long") @Nullable String comment,
    @JsonProperty("created_at") Instant createdAt) {

  /** The longest comment. */
  public static final int MAX_COMMENT = 2_000;
}
