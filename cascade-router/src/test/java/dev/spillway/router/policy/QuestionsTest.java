package dev.spillway.router.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionsTest {

  private static String toEmbed(String latest) {
    return Questions.toEmbed(
        List.of(
            new ChatMessage(Role.SYSTEM, "be brief"),
            new ChatMessage(Role.USER, "who are you?"),
            new ChatMessage(Role.ASSISTANT, "nobody"),
            new ChatMessage(Role.USER, latest)));
  }

  @Test
  void the_latest_message_alone_is_embedded() {
    assertThat(toEmbed("why is that?")).isEqualTo("why is that?");
  }

  @Test
  void of_a_long_message_the_beginning_is_embedded_and_no_character_is_halved() {
    assertThat(toEmbed("word ".repeat(1_000))).isEqualTo("word ".repeat(240));
    assertThat(toEmbed("x".repeat(1_199) + "\uD83D\uDE00 and on")).isEqualTo("x".repeat(1_199));
  }

  @Test
  void what_is_embedded_is_never_blank() {
    assertThat(toEmbed(" \n")).isEqualTo("?");
    assertThat(toEmbed(" ".repeat(2_000) + "and on")).isEqualTo("?");
  }
}
