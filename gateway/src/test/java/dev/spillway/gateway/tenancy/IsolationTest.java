package dev.spillway.gateway.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.worker.SharedPrefix;
import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.router.placement.Job;
import dev.spillway.router.placement.Placement;
import dev.spillway.router.placement.PlacementRule;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two projects with the same prompt; BudgetIT looks at what a real worker and Redis have of it. */
@QuarkusTest
@TestProfile(StoresProfile.class)
class IsolationTest {
  private static final String PROMPT = "The same prompt of everybody. ".repeat(100);

  @Inject
  @Named("small")
  StubWorker small;

  @Test
  void law_tenants_do_not_meet_projects_have_namespaces_of_their_own_also_in_one_organisation()
      throws Exception {
    var one = AdminApi.key();
    var sibling = AdminApi.keyOf(AdminApi.project(one.organisation(), "{}"), "{}");
    var second = AdminApi.keyOf(one.project(), "{}");
    assertThat(namespace(one))
        .isEqualTo(namespace(one))
        .isEqualTo(namespace(second))
        .isNotEqualTo(namespace(sibling))
        .isNotEqualTo(namespace(AdminApi.key()));
  }

  @Test
  void law_tenants_do_not_meet_where_a_project_s_prompts_went_does_not_attract_another_s() {
    var placement = new Placement(PlacementRule.COST, 16, 16, 1 << 20, 1);
    var messages = List.of(new ChatMessage(Role.USER, PROMPT));
    var workers = List.of("w");
    assertThat(overlap(placement, "proj_a", messages, workers)).isZero();
    assertThat(overlap(placement, "proj_b", messages, workers)).isZero();
    assertThat(overlap(placement, "proj_a", messages, workers)).isPositive();
  }

  @Test
  void where_a_shared_beginning_went_attracts_all_who_share_it() {
    var placement = new Placement(PlacementRule.COST, 16, 16, 1 << 20, 1);
    var shared = Optional.of(new SharedPrefix("shared", 1));
    var mine = List.of(new ChatMessage(Role.SYSTEM, PROMPT), new ChatMessage(Role.USER, PROMPT));
    var workers = List.of("w");
    assertThat(overlap(placement, "proj_a", shared, mine, workers)).isZero();
    assertThat(overlap(placement, "proj_b", shared, mine, workers))
        .isEqualTo(("\0system\0" + PROMPT).length() / 256);
    assertThat(overlap(placement, "proj_c", Optional.empty(), mine, workers)).isZero();
  }

  private static int overlap(
      Placement placement, String tenant, List<ChatMessage> messages, List<String> workers) {
    return overlap(placement, tenant, Optional.empty(), messages, workers);
  }

  private static int overlap(
      Placement placement,
      String tenant,
      Optional<SharedPrefix> shared,
      List<ChatMessage> messages,
      List<String> workers) {
    return placement
        .take(Job.of(tenant, shared, "demo-small", messages, 10), workers)
        .orElseThrow()
        .overlap();
  }

  private String namespace(AdminApi.Made made) throws InterruptedException {
    small.reset();
    small.says(Script.answer(0.9, "ok"));
    AdminApi.with(made.secret())
        .body(
            """
            {"model": "demo-small", "messages": [{"role": "user", "content": "%s"}]}"""
                .formatted(PROMPT))
        .post("/v1/chat/completions")
        .then()
        .statusCode(200);
    return small.nextCall().request().namespace();
  }
}
