package dev.spillway.worker.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StopStringsTest {

  @Test
  void text_that_may_begin_a_stop_string_is_held_back_and_given_out_when_it_does_not() {
    var stops = new StopStrings(List.of("###"));
    assertThat(stops.feed("a#")).isEqualTo("a");
    assertThat(stops.feed("#")).isEmpty();
    assertThat(stops.feed("b")).isEqualTo("##b");
    assertThat(stops.feed("#")).isEmpty();
    assertThat(stops.finish()).isEqualTo("#");
    assertThat(stops.stopped()).isFalse();
  }

  @Test
  void the_answer_ends_before_a_stop_string_that_spans_tokens() {
    var stops = new StopStrings(List.of("END"));
    assertThat(stops.feed("one E")).isEqualTo("one ");
    assertThat(stops.feed("N")).isEmpty();
    assertThat(stops.feed("D two")).isEmpty();
    assertThat(stops.stopped()).isTrue();
    assertThat(stops.feed("more")).isEmpty();
    assertThat(stops.finish()).isEmpty();
  }

  @Test
  void the_string_that_ended_the_answer_is_told_the_longest_of_several() {
    var stops = new StopStrings(List.of("nd", "end", "x"));
    var _ = stops.feed("the en");
    assertThat(stops.stop()).isEmpty();
    var _ = stops.feed("d x");
    assertThat(stops.stop()).contains("end");
  }

  @Property(tries = 3000, seed = "1")
  void any_cutting_into_tokens_gives_the_answer_of_the_whole_text(
      @ForAll("pieces") List<String> pieces, @ForAll("stops") List<String> stops) {
    var text = String.join("", pieces);
    var expected = answer(text, stops);
    var subject = new StopStrings(stops);
    var out = new StringBuilder();
    for (var piece : pieces) {
      out.append(subject.feed(piece));
      assertThat(expected).startsWith(out);
    }
    out.append(subject.finish());
    assertThat(out).hasToString(expected);
    assertThat(subject.stopped()).isEqualTo(!expected.equals(text));
  }

  @Property(seed = "1")
  void nothing_is_held_back_that_cannot_begin_a_stop_string(
      @ForAll("pieces") List<String> pieces, @ForAll("stops") List<String> stops) {
    var subject = new StopStrings(stops);
    var text = new StringBuilder();
    var out = new StringBuilder();
    for (var piece : pieces) {
      text.append(piece);
      out.append(subject.feed(piece));
      if (subject.stopped()) {
        return;
      }
      var held = text.substring(out.length());
      assertThat(held.isEmpty() || stops.stream().anyMatch(stop -> stop.startsWith(held))).isTrue();
    }
  }

  /** By the definition: the shortest beginning that ends with a stop string, without it. */
  private static String answer(String text, List<String> stops) {
    for (int end = 1; end <= text.length(); end++) {
      var seen = text.substring(0, end);
      var longest = stops.stream().filter(seen::endsWith).mapToInt(String::length).max();
      if (longest.isPresent()) {
        return text.substring(0, end - longest.getAsInt());
      }
    }
    return text;
  }

  @Provide
  Arbitrary<List<String>> pieces() {
    return Arbitraries.strings().withChars("ab").ofMaxLength(4).list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<List<String>> stops() {
    return Arbitraries.strings().withChars("ab").ofMinLength(1).ofMaxLength(6).list().ofMaxSize(4);
  }
}
