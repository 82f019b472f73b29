package dev.spillway.router.length;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PromptFeaturesTest {

  @Property(seed = "1")
  void any_text_has_a_bounded_number_of_features(@ForAll @StringLength(max = 6_000) String text) {
    assertThat(size(PromptFeatures.of(Prompts.user(text))))
        .isLessThanOrEqualTo(PromptFeatures.MOST);
  }

  @Test
  void a_text_that_is_all_words_or_all_numbers_has_no_more() {
    for (var text : List.of("a b c d e f g h ", "1 2 3 4 5 ", "漢字", "\n", "```\n")) {
      assertThat(size(PromptFeatures.of(Prompts.user(text.repeat(100_000)))))
          .isLessThanOrEqualTo(PromptFeatures.MOST);
    }
  }

  @Test
  void of_a_long_question_the_beginning_and_the_end_count() {
    var filler = "lorem ipsum ".repeat(1_000);
    var plain = PromptFeatures.of(Prompts.user(filler + filler));
    assertThat(PromptFeatures.of(Prompts.user("Summarise. " + filler + filler)).words())
        .isNotEqualTo(plain.words());
    assertThat(PromptFeatures.of(Prompts.user(filler + filler + "Be brief.")).words())
        .isNotEqualTo(plain.words());
    assertThat(PromptFeatures.of(Prompts.user(filler + "nothing else" + filler)).words())
        .isEqualTo(plain.words());
  }

  @Test
  void the_last_question_is_read_and_the_system_prompt_is_a_cue() {
    var question = new ChatMessage(Role.USER, "Is it so?");
    var alone = PromptFeatures.of(chat(question));
    var later =
        PromptFeatures.of(
            chat(
                new ChatMessage(Role.SYSTEM, "Answer yes or no."),
                new ChatMessage(Role.USER, "Write a long story."),
                new ChatMessage(Role.ASSISTANT, "No."),
                question));
    assertThat(later.words()).isEqualTo(alone.words());
    assertThat(later.cues()).isNotEqualTo(alone.cues());
  }

  @Test
  void characters_of_a_script_without_spaces_are_words() {
    var some = PromptFeatures.of(Prompts.user("漢字"));
    var more = PromptFeatures.of(Prompts.user("漢字仮名"));
    assertThat(some.words()).hasSize(3);
    assertThat(more.words()).hasSize(7).contains(some.words());
  }

  private static int size(PromptFeatures features) {
    return features.words().length + features.cues().length;
  }

  private static ChatRequest chat(ChatMessage... messages) {
    return new ChatRequest("m", List.of(messages), Sampling.GREEDY);
  }
}
