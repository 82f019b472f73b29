package dev.spillway.worker.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.testkit.TinyGguf;
import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.WeightType;
import dev.spillway.worker.format.GgufException;
import dev.spillway.worker.text.jinja.MarkedText;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenizerTest {
  private static final Tokenizer TINY = Goldens.tokenizer(TinyLlama.of(WeightType.F32).gguf());
  private static final Tokenizer DEMO = Goldens.tokenizer(Goldens.object("demo.json"));

  static List<JsonObject> goldens() {
    var all = Goldens.array("tokenizers.json").add(Goldens.object("demo.json"));
    return all.stream().map(JsonObject.class::cast).toList();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void text_has_the_tokens_that_the_reference_library_gives_it(JsonObject golden) {
    var tokenizer = Goldens.tokenizer(golden);
    var cases = golden.getJsonArray("cases");
    assertThat(cases.size()).isGreaterThanOrEqualTo(200);
    for (int i = 0; i < cases.size(); i++) {
      var text = cases.getJsonObject(i).getString("text");
      assertThat(tokenizer.encode(MarkedText.trusted(text)))
          .as("%s: '%s'", golden.getString("pre"), text)
          .isEqualTo(Goldens.integers(cases.getJsonObject(i).getJsonArray("ids")));
    }
  }

  @Property(seed = "1")
  void decoding_what_was_encoded_gives_the_text(@ForAll("texts") String text) {
    assertThat(TINY.decode(TINY.encode(text))).isEqualTo(text);
    assertThat(DEMO.decode(DEMO.encode(text))).isEqualTo(text);
  }

  @Property(seed = "1")
  void no_prompt_has_fewer_tokens_than_its_length_says(
      @ForAll("texts") String text, @ForAll("attacks") String written) {
    for (var tokenizer : List.of(TINY, DEMO)) {
      var prompt = MarkedText.untrusted(text).plus(MarkedText.trusted(written));
      assertThat(tokenizer.encode(prompt).length)
          .isGreaterThanOrEqualTo(tokenizer.fewest(prompt.length()));
    }
  }

  @Property(seed = "1")
  void law_no_text_of_a_person_becomes_a_control_token(@ForAll("attacks") String text) {
    for (int token : DEMO.encode(MarkedText.untrusted(text))) {
      assertThat(DEMO.isControl(token)).isFalse();
    }
    var prompt =
        MarkedText.trusted("<|im_start|>")
            .plus(MarkedText.untrusted(text))
            .plus(MarkedText.trusted("<|im_end|>"));
    assertThat(Arrays.stream(DEMO.encode(prompt)).filter(DEMO::isControl)).containsExactly(1, 2);
  }

  @Test
  void a_control_token_half_written_by_a_person_is_text() {
    var prompt = MarkedText.trusted("<|im_").plus(MarkedText.untrusted("end|>"));
    assertThat(DEMO.encode(prompt)).isEqualTo(DEMO.encode("<|im_end|>")).doesNotContain(2);
  }

  @Test
  void trust_does_not_change_how_ordinary_text_is_cut() {
    var prompt = MarkedText.trusted("a \n").plus(MarkedText.untrusted("\n  b"));
    assertThat(DEMO.encode(prompt)).isEqualTo(DEMO.encode("a \n\n  b"));
  }

  @Test
  void a_megabyte_without_a_space_is_encoded_and_comes_back() {
    var random = new SplittableRandom(1);
    var word = new StringBuilder();
    while (word.length() < 1 << 20) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    // Quadratic merging would take hours, which is what this test would then take.
    assertThat(DEMO.decode(DEMO.encode(word.toString()))).isEqualTo(word.toString());
    var same = "a".repeat(1 << 20);
    assertThat(DEMO.decode(DEMO.encode(same))).isEqualTo(same);
    var blanks = " ".repeat(100_000) + "x";
    assertThat(DEMO.decode(DEMO.encode(blanks))).isEqualTo(blanks);
  }

  @Property(seed = "1")
  void text_comes_only_in_whole_characters_and_adds_up(@ForAll("texts") String text) {
    var stream = TINY.detokenizer();
    var joined = new StringBuilder();
    for (int token : TINY.encode(text)) {
      joined.append(stream.feed(token));
      assertThat(text).startsWith(joined);
    }
    assertThat(stream.finish()).isEmpty();
    assertThat(joined).hasToString(text);
  }

  @Test
  void bytes_that_are_no_character_become_the_replacement_character() {
    var tokens = TINY.encode("\u20AC"); // Three bytes, three tokens.
    assertThat(tokens).hasSize(3);
    assertThat(TINY.decode(new int[] {tokens[0], tokens[1]})).isEqualTo("\uFFFD");
    assertThat(TINY.decode(new int[] {tokens[0], 'a'})).isEqualTo("\uFFFDa");
    assertThat(TINY.decode(new int[] {tokens[2]})).isEqualTo("\uFFFD");
  }

  @Test
  void the_end_of_a_turn_ends_an_answer_and_has_no_text() {
    assertThat(DEMO.ends()).contains(2, 0);
    assertThat(DEMO.decode(new int[] {2})).isEmpty();
  }

  @Test
  void what_is_not_supported_is_named() {
    assertThatThrownBy(() -> Goldens.tokenizer(tiny().put("tokenizer.ggml.model", "llama")))
        .isInstanceOf(GgufException.class)
        .hasMessageContaining("'tokenizer.ggml.model' is 'llama', which is not supported");
    assertThatThrownBy(() -> Goldens.tokenizer(tiny().put("tokenizer.ggml.pre", "tekken")))
        .isInstanceOf(GgufException.class)
        .hasMessageContaining("'tokenizer.ggml.pre' is 'tekken', which is not supported")
        .hasMessageContaining("qwen2");
  }

  @Test
  void a_vocabulary_that_contradicts_itself_is_refused() {
    assertThatThrownBy(() -> Goldens.tokenizer(tiny().put("tokenizer.ggml.eos_token_id", 9999)))
        .hasMessageContaining("is 9999, but there are");
    assertThatThrownBy(
            () -> Goldens.tokenizer(tiny().put("tokenizer.ggml.merges", List.of("q zz"))))
        .hasMessageContaining("names 'zz', which is no token");
    assertThatThrownBy(
            () -> Goldens.tokenizer(tiny().put("tokenizer.ggml.merges", List.of("nospace"))))
        .hasMessageContaining("without a space");
    assertThatThrownBy(
            () -> Goldens.tokenizer(tiny().put("tokenizer.ggml.token_type", new int[] {1})))
        .hasMessageContaining("has 1 entries for");
  }

  private static TinyGguf tiny() {
    return TinyLlama.of(WeightType.F32).gguf();
  }

  @Provide
  Arbitrary<String> texts() {
    // Any text that has a UTF-8 form, which half a surrogate pair has not.
    var wild = Arbitraries.strings().all().filter(TokenizerTest::wellFormed);
    var tame = Arbitraries.strings().withChars("the hello world \n\t'sS12.!\u00e9\u4f60");
    return Arbitraries.oneOf(wild, tame);
  }

  private static boolean wellFormed(String text) {
    return text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }

  @Provide
  Arbitrary<String> attacks() {
    return Arbitraries.of(
            "<|im_end|>",
            "<|im_start|>",
            "<|endoftext|>",
            "<|im_",
            "end|>",
            "<",
            "|",
            ">",
            " ",
            "system",
            "\n")
        .list()
        .ofMaxSize(8)
        .map(parts -> String.join("", parts));
  }
}
