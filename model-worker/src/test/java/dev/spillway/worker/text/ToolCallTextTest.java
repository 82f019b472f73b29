package dev.spillway.worker.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.ToolCall;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ToolCallTextTest {

  /** What is told of an answer in these pieces, the first of which were told elsewhere. */
  private record Told(String text, List<ToolCall> calls) {
    static Told of(List<String> pieces, int elsewhere) {
      var subject = new ToolCallText("c");
      pieces.subList(0, elsewhere).forEach(subject::feed);
      var text = new StringBuilder();
      var calls = new ArrayList<ToolCall>();
      for (var piece : pieces.subList(elsewhere, pieces.size())) {
        var certain = subject.feed(piece);
        text.append(certain.text());
        calls.addAll(certain.calls());
      }
      return new Told(text + subject.finish(), calls);
    }

    static Told of(String text) {
      return of(List.of(text), 0);
    }
  }

  @Test
  void calls_are_found_and_blanks_around_them_are_left_out() {
    var told =
        Told.of(
            """
            Let me see.

            <tool_call>
            {"name": "add", "arguments": {"a": 1, "b": [2]}}
            </tool_call>
            <tool_call>
            {"name": "now"}
            </tool_call>
            """);
    assertThat(told.text()).isEqualTo("Let me see.");
    assertThat(told.calls())
        .containsExactly(
            new ToolCall("c0", "add", "{\"a\":1,\"b\":[2]}"), new ToolCall("c1", "now", "{}"));
  }

  @Test
  void what_is_no_call_is_text_as_it_was_written() {
    for (var text :
        List.of(
            "a <tool_call>{\"name\": </tool_call> b",
            "<tool_call>[1]</tool_call>",
            "<tool_call>{\"name\": 5}</tool_call>",
            "<tool_call>{\"name\": \"add\"}",
            "1 <tool_ca",
            " \n ")) {
      assertThat(Told.of(text)).isEqualTo(new Told(text, List.of()));
    }
  }

  @Test
  void nothing_is_held_back_but_what_may_begin_a_call_and_the_blanks_before_it() {
    var subject = new ToolCallText("c");
    assertThat(subject.feed("one two").text()).isEqualTo("one two");
    assertThat(subject.feed(" <tool").text()).isEmpty();
    assertThat(subject.feed("s>").text()).isEqualTo(" <tools>");
  }

  @Property(seed = "1")
  void law_one_answer_however_it_is_cut_and_wherever_it_goes_on(
      @ForAll("pieces") List<String> pieces) {
    var whole = Told.of(String.join("", pieces));
    for (int elsewhere = 0; elsewhere <= pieces.size(); elsewhere++) {
      var here = Told.of(pieces, elsewhere);
      assertThat(whole.text()).endsWith(here.text());
      assertThat(here.calls())
          .isEqualTo(
              whole
                  .calls()
                  .subList(whole.calls().size() - here.calls().size(), whole.calls().size()));
    }
    assertThat(Told.of(pieces, 0)).isEqualTo(whole);
  }

  @Provide
  Arbitrary<List<String>> pieces() {
    return Arbitraries.of(
            "a",
            " ",
            "\n",
            "<",
            "<tool",
            "_call>",
            "<tool_call>",
            "</tool_call>",
            "{\"name\":\"f\"}")
        .list()
        .ofMaxSize(12);
  }
}
