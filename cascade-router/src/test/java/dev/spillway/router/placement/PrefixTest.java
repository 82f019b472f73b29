package dev.spillway.router.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.worker.SharedPrefix;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrefixTest {
  private static final String LONG = "Once upon a time there was a lighthouse. ".repeat(50);

  @Test
  void prompts_that_begin_alike_share_their_first_blocks_and_no_later_ones() {
    var one = prefix("a", "m", LONG + "one" + LONG);
    var other = prefix("a", "m", LONG + "two" + LONG);
    int shared = 0;
    while (shared < one.size() && one.block(shared) == other.block(shared)) {
      shared++;
    }
    assertThat(shared).isEqualTo(LONG.length() / Prefix.CHARACTERS);
    for (int block = shared; block < one.size(); block++) {
      assertThat(one.block(block)).isNotEqualTo(other.block(block));
    }
  }

  @Test
  void a_dialogue_that_goes_on_begins_with_the_blocks_it_had() {
    var question = new ChatMessage(Role.USER, LONG);
    var before = Prefix.of("a", Optional.empty(), "m", List.of(question));
    var after =
        Prefix.of(
            "a",
            Optional.empty(),
            "m",
            List.of(
                question, new ChatMessage(Role.ASSISTANT, LONG), new ChatMessage(Role.USER, "?")));
    for (int block = 0; block < before.size(); block++) {
      assertThat(after.block(block)).isEqualTo(before.block(block));
    }
    assertThat(after.size()).isGreaterThan(before.size());
  }

  @Test
  void tenants_do_not_meet_and_neither_do_models() {
    var mine = prefix("a", "m", LONG);
    for (var foreign : List.of(prefix("b", "m", LONG), prefix("a", "n", LONG))) {
      for (int block = 0; block < mine.size(); block++) {
        assertThat(foreign.block(block)).isNotEqualTo(mine.block(block));
      }
    }
    assertThat(prefix("a", "m", LONG).block(0)).isEqualTo(mine.block(0));
  }

  @Test
  void law_tenants_do_not_meet_but_in_blocks_wholly_within_the_messages_that_they_share() {
    var mine = sharing("a", "m", 1);
    int listed = ("\0system\0" + LONG).length() / Prefix.CHARACTERS;
    assertThat(listed).isPositive();
    assertThat(common(mine, sharing("b", "m", 1))).isEqualTo(listed);
    assertThat(common(mine, sharing("b", "n", 1))).as("another model").isZero();
    assertThat(common(mine, sharing("b", "m", 0))).as("who does not share").isZero();
    assertThat(common(mine, sharing("a", "m", 1))).isEqualTo(mine.size());
  }

  /** Blocks that two prompts have in common, which must be the first. */
  private static int common(Prefix one, Prefix other) {
    int common = 0;
    while (common < one.size() && one.block(common) == other.block(common)) {
      common++;
    }
    for (int block = common; block < one.size(); block++) {
      assertThat(one.block(block)).isNotEqualTo(other.block(block));
    }
    return common;
  }

  private static Prefix sharing(String tenant, String model, int messages) {
    var shared = Optional.of(messages).filter(n -> n > 0).map(n -> new SharedPrefix("all", n));
    return Prefix.of(
        tenant,
        shared,
        model,
        List.of(new ChatMessage(Role.SYSTEM, LONG), new ChatMessage(Role.USER, LONG)));
  }

  @Test
  void however_long_a_prompt_is_its_blocks_are_bounded() {
    assertThat(prefix("a", "m", LONG.repeat(1_000)).size()).isEqualTo(1_024);
    assertThat(prefix("a", "m", "short").size()).isZero();
  }

  private static Prefix prefix(String tenant, String model, String text) {
    return Prefix.of(tenant, Optional.empty(), model, List.of(new ChatMessage(Role.USER, text)));
  }
}
