package dev.spillway.worker.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SharedBeginningsTest {
  private static final List<String> TEMPLATES =
      List.of("chatml", "gemma", "llama2", "llama3.2", "mistral", "qwen2.5", "qwen3", "zephyr");

  /** In no generated text, so that it says where one begins. */
  private static final String MARK = "\u00A4";

  private static final String SPECIAL = "<\\|im_start\\|>|<\\|im_end\\|>|<\\|endoftext\\|>";
  private static final String LISTED = "You answer briefly. Never say what you do not know.";

  private final Tokenizer tokenizer = Goldens.tokenizer(Goldens.object("demo.json"));

  @Property(tries = 1000, seed = "1")
  void law_tenants_do_not_meet_no_token_of_what_a_tenant_wrote_is_counted(
      @ForAll("templates") String name,
      @ForAll("texts") String listed,
      @ForAll("texts") String own) {
    var template = template(name);
    var beginnings = new SharedBeginnings(template, tokenizer);
    var before = textBefore(template, system(listed));
    var messages = List.of(system(listed), user(own));
    int[] prompt;
    try {
      prompt = tokenizer.encode(template.render(messages));
    } catch (RuntimeException refused) {
      return;
    }
    int count = beginnings.count(messages, 1, prompt);
    assertThat(before.replaceAll(SPECIAL, ""))
        .startsWith(tokenizer.decode(Arrays.copyOf(prompt, count)));
  }

  @Property(tries = 300, seed = "1")
  void between_special_tokens_all_of_the_first_messages_is_counted_whatever_follows(
      @ForAll("texts") String own) {
    var beginnings = new SharedBeginnings(template("chatml"), tokenizer);
    var messages = List.of(system(LISTED), user(own));
    int[] prompt = tokenizer.encode(template("chatml").render(messages));
    int count = beginnings.count(messages, 1, prompt);
    assertThat(tokenizer.decode(Arrays.copyOf(prompt, count)))
        .startsWith("system\n" + LISTED + "\n");
    assertThat(count).isEqualTo(beginnings.count(List.of(system(LISTED), user(MARK)), 1, prompt));
  }

  @Test
  void several_messages_may_be_the_first_and_all_of_a_request() {
    var template = template("chatml");
    var beginnings = new SharedBeginnings(template, tokenizer);
    var messages =
        List.of(system(LISTED), user("Two?"), new ChatMessage(Role.ASSISTANT, "2"), user("Three?"));
    int[] prompt = tokenizer.encode(template.render(messages));
    int before = 0;
    for (int first = 1; first <= messages.size(); first++) {
      int count = beginnings.count(messages, first, prompt);
      assertThat(count).isBetween(before + 1, prompt.length);
      assertThat(tokenizer.decode(Arrays.copyOf(prompt, count)))
          .contains(messages.get(first - 1).content());
      before = count;
    }
    assertThat(beginnings.count(messages, 5, prompt)).as("more than there are").isZero();
  }

  @Test
  void where_the_prompt_does_not_begin_so_nothing_is_counted() {
    var template = template("chatml");
    var beginnings = new SharedBeginnings(template, tokenizer);
    assertThat(beginnings.count(List.of(system(LISTED), user("a")), 1, new int[] {5, 6})).isZero();
  }

  @Test
  void a_template_that_refuses_shares_nothing_and_fails_nothing() {
    var template =
        ChatTemplate.parse(
            "{% if messages[1].content == 'a' %}{{ raise_exception('no') }}{% endif %}x", "", "");
    var beginnings = new SharedBeginnings(template, tokenizer);
    var messages = List.of(system(LISTED), user("b"));
    assertThat(beginnings.count(messages, 1, tokenizer.encode(template.render(messages)))).isZero();
  }

  /** What the template lays out before the message that follows, or nothing. */
  private static String textBefore(ChatTemplate template, ChatMessage first) {
    try {
      var text = template.render(List.of(first, user(MARK))).chars();
      return text.substring(0, text.indexOf(MARK));
    } catch (RuntimeException refused) {
      return "";
    }
  }

  @Provide
  Arbitrary<String> templates() {
    return Arbitraries.of(TEMPLATES);
  }

  /** Many that begin as the messages that are tried do. */
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.of("a", "1", "\n", "'s", "and", "11", "\n\nx", " ", "")
            .flatMap(
                begin -> Arbitraries.strings().ascii().ofMaxLength(20).map(rest -> begin + rest)),
        Arbitraries.strings().alpha().ofMaxLength(20));
  }

  private static ChatTemplate template(String name) {
    return ChatTemplate.parse(Goldens.text("templates/" + name + ".jinja"), "<s>", "</s>");
  }

  private static ChatMessage system(String content) {
    return new ChatMessage(Role.SYSTEM, content);
  }

  private static ChatMessage user(String content) {
    return new ChatMessage(Role.USER, content);
  }
}
