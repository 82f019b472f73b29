package dev.spillway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.chat.CachePoint;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.chat.Wishes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
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
      String namespace,
      List<String> answeredBy,
      List<ChatMessage> messages,
      Sampling sampling,
      Demands demands) {

    ResponseKey key() {
      return ResponseKey.of(
          namespace, answeredBy, new ChatRequest("any", messages, sampling, demands));
    }
  }

  /** From few values each, so that two requests often differ in one field alone. */
  @Provide
  Arbitrary<Asked> asked() {
    var texts = Arbitraries.of("", "a", "b", "ab", "a\ud800", "a\ud801");
    Arbitrary<Part> words = texts.map(Part.Text::new);
    Arbitrary<Part> image = Combinators.combine(texts, texts).as(Part.Image::new);
    Arbitrary<Part> thought = texts.map(Part.Thought::new);
    Arbitrary<Part> document = Combinators.combine(texts, texts, texts).as(Part.Document::new);
    Arbitrary<Part> sound = Combinators.combine(texts, texts).as(Part.Sound::new);
    var call = Combinators.combine(texts, texts, texts).as(ToolCall::new);
    var messages =
        Combinators.combine(
                Arbitraries.of(Role.class),
                Arbitraries.oneOf(words, image, thought, document, sound).list().ofMaxSize(2),
                call.list().ofMaxSize(1),
                texts.optional(),
                Arbitraries.of(true, false))
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
                Arbitraries.of(OptionalInt.empty(), OptionalInt.of(1), OptionalInt.of(2)),
                Arbitraries.of(0f, 1f),
                Arbitraries.of(0f, -1f),
                Arbitraries.of(0, 5))
            .as(Sampling::new);
    return Combinators.combine(
            Arbitraries.of("n", "m"), texts.list().ofMaxSize(2), messages, sampling, demands())
        .as(Asked::new);
  }

  private static Arbitrary<Demands> demands() {
    var texts = Arbitraries.of("", "a");
    var flag = Arbitraries.of(true, false);
    return Combinators.combine(
            Combinators.combine(texts, texts, texts, flag).as(Tool::new).list().ofMaxSize(1),
            Arbitraries.of(
                ToolChoice.AUTO,
                ToolChoice.NONE,
                ToolChoice.REQUIRED,
                new ToolChoice.Named("a"),
                new ToolChoice.Named("b")),
            flag,
            Arbitraries.oneOf(
                Arbitraries.of(ResponseFormat.TEXT, ResponseFormat.JSON_OBJECT),
                Combinators.combine(texts, texts, texts, flag).as(ResponseFormat.JsonSchema::new)),
            Arbitraries.maps(Arbitraries.of("x", "y"), texts).ofMaxSize(2),
            flag,
            Combinators.combine(
                    Arbitraries.maps(Arbitraries.of("x", "y"), texts).ofMaxSize(2),
                    texts.list().ofMaxSize(2))
                .as((fields, betas) -> new Wishes(List.of(), fields, betas)))
        .as(Demands::new);
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
            with(one, other.namespace, one.answeredBy, one.messages),
            with(one, one.namespace, other.answeredBy, one.messages),
            with(one, one.namespace, one.answeredBy, other.messages),
            with(one, other.sampling, one.demands),
            with(one, one.sampling, other.demands))) {
      assertThat(changed.key().hash().equals(one.key().hash())).isEqualTo(changed.equals(one));
    }
    var s = one.sampling;
    var t = other.sampling;
    for (var changed :
        List.of(
            sampling(t.temperature(), s.topP(), s, s, s),
            sampling(s.temperature(), t.topP(), s, s, s),
            sampling(s.temperature(), s.topP(), t, s, s),
            sampling(s.temperature(), s.topP(), s, t, s),
            sampling(s.temperature(), s.topP(), s, s, t))) {
      assertSame(one, with(one, changed, one.demands));
    }
    var d = one.demands;
    var e = other.demands;
    for (var changed :
        List.of(
            demands(e, d, d, d, d),
            demands(d, e, d, d, d),
            demands(d, d, e, d, d),
            demands(d, d, d, e, d),
            demands(d, d, d, d, e))) {
      assertSame(one, with(one, s, changed));
    }
  }

  private static void assertSame(Asked one, Asked changed) {
    assertThat(changed.key().equals(one.key())).isEqualTo(changed.equals(one));
  }

  private static Asked with(
      Asked one, String namespace, List<String> answeredBy, List<ChatMessage> messages) {
    return new Asked(namespace, answeredBy, messages, one.sampling, one.demands);
  }

  private static Asked with(Asked one, Sampling sampling, Demands demands) {
    return new Asked(one.namespace, one.answeredBy, one.messages, sampling, demands);
  }

  /** Tools and how to use them, format, fields, what nobody has to heed, each from another one. */
  private static Demands demands(
      Demands tools, Demands calls, Demands format, Demands passed, Demands wishes) {
    return new Demands(
        tools.tools(),
        calls.choice(),
        calls.parallelCalls(),
        format.format(),
        passed.passed(),
        format.raw(),
        wishes.wishes());
  }

  /** Seed, strings and limit, and penalties and alternatives, each from another one. */
  private static Sampling sampling(
      float temperature, float topP, Sampling seeds, Sampling ends, Sampling penalties) {
    return new Sampling(
        temperature,
        topP,
        seeds.seed(),
        ends.stop(),
        ends.maxTokens(),
        penalties.frequencyPenalty(),
        penalties.presencePenalty(),
        penalties.topLogprobs());
  }

  @Test
  void who_asked_within_a_project_does_not_count() {
    var messages = List.of(new ChatMessage(Role.USER, "hi"));
    var plain = new Asked("n", List.of(), messages, Sampling.GREEDY, Demands.NONE);
    assertThat(with(plain, Sampling.GREEDY, passing("user")).key()).isEqualTo(plain.key());
    assertThat(with(plain, Sampling.GREEDY, passing("user2")).key()).isNotEqualTo(plain.key());
  }

  @Test
  void where_an_engine_should_keep_the_prompt_does_not_count() {
    var messages = List.of(new ChatMessage(Role.USER, "hi"));
    var plain = new Asked("n", List.of(), messages, Sampling.GREEDY, Demands.NONE);
    var kept =
        new Demands(
            List.of(),
            ToolChoice.AUTO,
            true,
            ResponseFormat.TEXT,
            Map.of("cache_control", "{}"),
            false,
            new Wishes(List.of(new CachePoint(0, 0, 2, "{}")), Map.of(), List.of()));
    assertThat(with(plain, Sampling.GREEDY, kept).key()).isEqualTo(plain.key());
  }

  @Test
  void how_much_a_model_should_think_counts() {
    var messages = List.of(new ChatMessage(Role.USER, "hi"));
    var plain = new Asked("n", List.of(), messages, Sampling.GREEDY, Demands.NONE);
    var thinking =
        new Demands(
            List.of(),
            ToolChoice.AUTO,
            true,
            ResponseFormat.TEXT,
            Map.of(),
            false,
            new Wishes(List.of(), Map.of("thinking", "{\"type\":\"adaptive\"}"), List.of()));
    assertThat(with(plain, Sampling.GREEDY, thinking).key()).isNotEqualTo(plain.key());
  }

  @Test
  void whatever_is_said_of_a_document_or_a_sound_counts() {
    var keys =
        Stream.of(
                new Part.Image("https://a/b", ""),
                new Part.Document("https://a/b", "", ""),
                new Part.Document("https://a/c", "", ""),
                new Part.Document("https://a/b", "t", ""),
                new Part.Document("https://a/b", "", "t"),
                new Part.Sound("AAAA", "wav"),
                new Part.Sound("AAAB", "wav"),
                new Part.Sound("AAAA", "mp3"))
            .map(part -> new ChatMessage(Role.USER, List.of(part), List.of(), Optional.empty()))
            .map(
                said ->
                    new Asked("n", List.of(), List.of(said), Sampling.GREEDY, Demands.NONE).key())
            .toList();
    assertThat(keys).doesNotHaveDuplicates();
  }

  private static Demands passing(String field) {
    return new Demands(
        List.of(), ToolChoice.AUTO, true, ResponseFormat.TEXT, Map.of(field, "\"x\""));
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
        .startsWith("spillway:response:6:" + Seal.of("namespace").label() + ":")
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
