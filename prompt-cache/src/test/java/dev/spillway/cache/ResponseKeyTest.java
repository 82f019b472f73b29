package dev.spillway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ResponseKeyTest {

  /** All that a key is made of. */
  record Asked(
      String namespace, List<String> answeredBy, List<ChatMessage> messages, Sampling sampling) {

    ResponseKey key() {
      return ResponseKey.of(namespace, answeredBy, new ChatRequest("any", messages, sampling));
    }
  }

  /** From few values each, so that two requests often differ in one field alone. */
  @Provide
  Arbitrary<Asked> asked() {
    var texts = Arbitraries.of("", "a", "b", "ab", "a\ud800", "a\ud801");
    var messages =
        Combinators.combine(Arbitraries.of(Role.class), texts)
            .as(ChatMessage::new)
            .list()
            .ofMinSize(1)
            .ofMaxSize(2);
    var sampling =
        Combinators.combine(
                Arbitraries.of(0f, 0.5f),
                Arbitraries.of(0.9f, 1f),
                Arbitraries.of(OptionalLong.empty(), OptionalLong.of(0), OptionalLong.of(1)),
                texts.list().ofMaxSize(2),
                Arbitraries.of(OptionalInt.empty(), OptionalInt.of(1), OptionalInt.of(2)))
            .as(Sampling::new);
    return Combinators.combine(
            Arbitraries.of("n", "m"), texts.list().ofMaxSize(2), messages, sampling)
        .as(Asked::new);
  }

  @Property(seed = "1", tries = 5_000)
  void keys_are_equal_where_everything_is(
      @ForAll("asked") Asked one, @ForAll("asked") Asked other) {
    assertThat(one.key().equals(other.key())).isEqualTo(one.equals(other));
  }

  @Property(seed = "1", tries = 2_000)
  void any_field_that_changes_changes_the_key(
      @ForAll("asked") Asked one, @ForAll("asked") Asked other) {
    for (var changed :
        List.of(
            new Asked(other.namespace, one.answeredBy, one.messages, one.sampling),
            new Asked(one.namespace, other.answeredBy, one.messages, one.sampling),
            new Asked(one.namespace, one.answeredBy, other.messages, one.sampling),
            new Asked(one.namespace, one.answeredBy, one.messages, other.sampling))) {
      assertThat(changed.key().hash().equals(one.key().hash())).isEqualTo(changed.equals(one));
    }
    var s = one.sampling;
    var t = other.sampling;
    for (var changed :
        List.of(
            new Sampling(t.temperature(), s.topP(), s.seed(), s.stop(), s.maxTokens()),
            new Sampling(s.temperature(), t.topP(), s.seed(), s.stop(), s.maxTokens()),
            new Sampling(s.temperature(), s.topP(), t.seed(), s.stop(), s.maxTokens()),
            new Sampling(s.temperature(), s.topP(), s.seed(), t.stop(), s.maxTokens()),
            new Sampling(s.temperature(), s.topP(), s.seed(), s.stop(), t.maxTokens()))) {
      assertThat(
              new Asked(one.namespace, one.answeredBy, one.messages, changed)
                  .key()
                  .equals(one.key()))
          .isEqualTo(changed.equals(s));
    }
  }

  @Test
  void the_name_says_whose_it_is_and_nothing_of_the_text() {
    var key =
        ResponseKey.of(
            "namespace",
            List.of("auto@3"),
            new ChatRequest(
                "auto", List.of(new ChatMessage(Role.USER, "private")), Sampling.GREEDY));
    assertThat(key.name())
        .startsWith("spillway:response:2:" + Seal.of("namespace").label() + ":")
        .endsWith(key.hash())
        .doesNotContain("private", "namespace");
    assertThat(key.hash()).matches("[0-9a-f]{64}");
  }

  @Test
  void law_tenants_do_not_meet_without_a_namespace_there_is_no_key() {
    assertThatThrownBy(() -> new ResponseKey("", "0".repeat(64)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
