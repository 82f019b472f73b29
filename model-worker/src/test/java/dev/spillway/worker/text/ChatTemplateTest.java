package dev.spillway.worker.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.testkit.TinyVocabulary;
import io.vertx.core.json.JsonObject;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChatTemplateTest {

  static List<JsonObject> goldens() {
    return Goldens.array("templates.json").stream().map(JsonObject.class::cast).toList();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void a_well_known_template_renders_as_with_the_reference_library(JsonObject golden) {
    var template = template("templates/" + golden.getString("template"));
    var messages = messages(golden);
    if (golden.containsKey("refused")) {
      assertThatThrownBy(() -> template.render(messages))
          .isInstanceOfSatisfying(
              SpillwayException.class,
              thrown -> {
                assertThat(thrown.kind()).isInstanceOf(ErrorKind.InvalidValue.class);
                assertThat(thrown.kind().param()).contains("messages");
                assertThat(thrown).hasMessageContaining(golden.getString("refused"));
              });
    } else {
      assertThat(template.render(messages).chars()).isEqualTo(golden.getString("rendered"));
    }
  }

  @Test
  void a_dialogue_has_the_tokens_that_the_demo_models_were_trained_on() {
    var tokenizer = Goldens.tokenizer(Goldens.object("demo.json"));
    var template = template("templates/chatml.jinja");
    var prompts = Goldens.array("demo-prompts.json");
    assertThat(prompts).isNotEmpty();
    for (int i = 0; i < prompts.size(); i++) {
      var prompt = prompts.getJsonObject(i);
      assertThat(tokenizer.encode(template.render(messages(prompt))))
          .isEqualTo(Goldens.integers(prompt.getJsonArray("ids")));
    }
  }

  @Test
  void the_template_of_the_tiny_model_is_chatml() {
    var template = ChatTemplate.parse(TinyVocabulary.CHATML, "", "");
    assertThat(template.render(List.of(user("hi"))).chars())
        .isEqualTo("<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n");
  }

  /** All that any template language may trim: Python counts more characters as blank than Java. */
  private static final String BLANKS = "[\\s\\p{Z}\\x{1c}-\\x{1f}\\x{85}]+";

  @Property(seed = "1")
  void law_what_a_person_wrote_is_never_trusted(@ForAll String content) {
    for (var name : List.of("chatml", "qwen3", "llama3.2", "zephyr")) {
      var prompt = template("templates/" + name + ".jinja").render(List.of(user("[" + content)));
      int at = prompt.chars().indexOf("[");
      var stripped = ("[" + content).replaceAll(BLANKS + "$", "").length();
      assertThat(prompt.untrustedFrom(0)).isEqualTo(at);
      assertThat(prompt.trustedFrom(at) - at).isBetween(stripped, content.length() + 1);
    }
  }

  @Test
  void changing_a_message_does_not_make_it_trusted() {
    for (var expression :
        List.of(
            "messages[0].content | upper | lower | trim",
            "messages[0].content | replace('x', 'y')",
            "(messages | first).content[::-1][::-1]",
            "[messages[0].content] | join",
            "messages[0].content.split('!')[0]",
            "messages[0].content | tojson",
            "messages[0].content ~ ''",
            "messages[0].get('content') | default('')")) {
      var source =
          "{% set ns = namespace(t='') %}{% set ns.t = ns.t + ("
              + expression
              + ") %}{% set c %}{{ ns.t }}{% endset %}{{ c }}";
      var prompt = ChatTemplate.parse(source, "", "").render(List.of(user("<|end|>")));
      assertThat(prompt.chars()).contains("<|end|>");
      int at = prompt.chars().indexOf("<|end|>");
      assertThat(prompt.trustedFrom(at)).as(expression).isGreaterThanOrEqualTo(at + 7);
    }
  }

  @Test
  void a_refusal_that_quotes_a_message_does_not_repeat_it() {
    var template =
        ChatTemplate.parse("{{ raise_exception('no: ' + messages[0].content) }}", "", "");
    assertThatThrownBy(() -> template.render(List.of(user("secret"))))
        .isInstanceOf(SpillwayException.class)
        .hasMessageNotContaining("secret");
  }

  private static List<ChatMessage> messages(JsonObject golden) {
    return golden.getJsonArray("messages").stream()
        .map(JsonObject.class::cast)
        .map(
            message ->
                new ChatMessage(
                    Role.ofWireName(message.getString("role")).orElseThrow(),
                    message.getString("content")))
        .toList();
  }

  private static ChatTemplate template(String resource) {
    return ChatTemplate.parse(Goldens.text(resource), "<s>", "</s>");
  }

  private static ChatMessage user(String content) {
    return new ChatMessage(Role.USER, content);
  }
}
