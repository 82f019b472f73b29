package dev.spillway.gateway.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How this gateway stands to its file.
 *
 * @param sha256 of what is in force
 * @param errors why what stands in the file now is not
 */
@Schema(name = "Configuration", description = "What this gateway took from its spillway.yaml.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileStatus(
    State state,
    @Nullable String file,
    @Schema(description = "Of the content that is in force.") @Nullable String sha256,
    @JsonProperty("applied_at") @Nullable Instant appliedAt,
    @Schema(description = "What the file gives, with its places.") List<String> gives,
    @Schema(description = "Why what stands in the file now is not in force.") List<String> errors) {

  /** What became of the content of the file. */
  public enum State {
    /** There is no file. */
    NONE,
    /** It is in force. */
    APPLIED,
    /** It is wrong, or can be applied only at start; what was before is in force. */
    REFUSED,
    /** It is right, and is not in force as a whole yet; that is tried again. */
    PENDING
  }

  static final FileStatus NONE = new FileStatus(State.NONE, null, null, null, List.of(), List.of());

  public FileStatus {
    gives = List.copyOf(gives);
    errors = List.copyOf(errors);
  }

  /** The same, with what stands in the way of what the file says now. */
  FileStatus but(State now, List<String> why) {
    return new FileStatus(now, file, sha256, appliedAt, gives, why);
  }
}
