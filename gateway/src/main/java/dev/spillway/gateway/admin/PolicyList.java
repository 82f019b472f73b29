package dev.spillway.gateway.admin;

import dev.spillway.gateway.policy.PolicyRevision;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Several policies, or several versions of one. */
@Schema(name = "PolicyList")
record PolicyList(@Schema(examples = "list") String object, List<PolicyView> data) {

  static PolicyList of(Stream<PolicyRevision> revisions) {
    return new PolicyList("list", revisions.map(PolicyView::of).toList());
  }
}
