package dev.spillway.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What differs between two versions of a policy, beyond when and why each was made. */
@Schema(name = "PolicyDiff", description = "What differs between two versions of a policy.")
record PolicyDiff(
    @Schema(examples = "auto") String name,
    @Schema(examples = "1") int from,
    @Schema(examples = "3") int to,
    @Schema(description = "Field by field, in order of their names; empty if nothing differs.")
        List<Change> changes) {

  private static final Set<String> HISTORY =
      Set.of("version", "comment", "created_by", "created_at");

  /** A field; a value is absent where the version has none. */
  @Schema(name = "PolicyFieldChange")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Change(
      @Schema(examples = "thresholds") String field,
      @Schema(implementation = Object.class, examples = "[0.8]") @Nullable JsonNode from,
      @Schema(implementation = Object.class, examples = "[0.9]") @Nullable JsonNode to) {}

  static PolicyDiff of(ObjectMapper json, PolicyView from, PolicyView to) {
    JsonNode before = json.valueToTree(from);
    JsonNode after = json.valueToTree(to);
    var fields = new TreeSet<String>();
    before.fieldNames().forEachRemaining(fields::add);
    after.fieldNames().forEachRemaining(fields::add);
    fields.removeAll(HISTORY);
    var changes = new ArrayList<Change>();
    for (var field : fields) {
      var was = before.path(field);
      var is = after.path(field);
      if (!was.equals(is)) {
        changes.add(new Change(field, present(was), present(is)));
      }
    }
    return new PolicyDiff(from.name(), from.version(), to.version(), changes);
  }

  private static @Nullable JsonNode present(JsonNode node) {
    return node instanceof MissingNode ? null : node;
  }
}
