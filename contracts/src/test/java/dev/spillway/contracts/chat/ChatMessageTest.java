package dev.spillway.contracts.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChatMessageTest {
  private static final Part PICTURE = new Part.Image("https://a/b.png", "");

  private static ChatMessage answered(boolean failed, Part... parts) {
    return new ChatMessage(Role.TOOL, List.of(parts), List.of(), Optional.of("c1"), failed);
  }

  @Test
  void that_a_tool_failed_is_told_in_words_to_whom_knows_no_other_way() {
    assertThat(answered(true, new Part.Text("No such file.")).inWords())
        .isEqualTo(answered(false, new Part.Text("The tool failed.\nNo such file.")));
    assertThat(answered(true).inWords())
        .isEqualTo(answered(false, new Part.Text("The tool failed.")));
    assertThat(answered(true, PICTURE, new Part.Text("See.")).inWords())
        .isEqualTo(answered(false, new Part.Text("The tool failed.\nSee."), PICTURE));
  }

  @Test
  void what_a_model_thought_is_nothing_for_whom_there_are_words_and_pictures_alone() {
    var thought = new Part.Thought("{\"type\":\"thinking\"}");
    var said = new Part.Text("4");
    var message =
        new ChatMessage(Role.ASSISTANT, List.of(thought, said), List.of(), Optional.empty());
    assertThat(message.inWords()).isEqualTo(new ChatMessage(Role.ASSISTANT, "4"));
    assertThat(message.content()).isEqualTo("4");
    assertThat(message.isPlain()).isTrue();
    assertThat(message.hasMoreThanWords()).isFalse();
  }

  @Test
  void pictures_documents_and_sounds_are_more_than_words() {
    for (var more :
        List.of(
            PICTURE, new Part.Document("https://a/b.pdf", "", ""), new Part.Sound("AAAA", "wav"))) {
      var message =
          new ChatMessage(
              Role.USER, List.of(new Part.Text("See."), more), List.of(), Optional.empty());
      assertThat(message.hasMoreThanWords()).isTrue();
      assertThat(message.isPlain()).isFalse();
      assertThat(message.content()).isEqualTo("See.");
      assertThat(answered(true, more).inWords().parts().getLast()).isEqualTo(more);
    }
  }

  @Test
  void what_did_not_fail_is_said_as_it_is() {
    var message = answered(false, PICTURE, new Part.Text("See."));
    assertThat(message.inWords()).isSameAs(message);
  }
}
