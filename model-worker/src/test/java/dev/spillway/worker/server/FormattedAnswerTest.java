package dev.spillway.worker.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.WeightType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Formats of answers by a model with random weights, which would never write JSON by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormattedAnswerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PERSON =
      """
      {"type": "object",
       "properties": {
         "name": {"type": "string", "maxLength": 12},
         "age": {"type": "integer", "minimum": 0, "maximum": 150},
         "tags": {"type": "array", "items": {"enum": ["hello", "world"]}, "maxItems": 3},
         "at": {"anyOf": [{"type": "null"}, {"type": "string", "format": "date"}]}},
       "required": ["name", "age", "tags", "at"], "additionalProperties": false}""";

  private TestWorker tiny;
  private TestWorker sober;

  @BeforeAll
  void start(@TempDir Path one, @TempDir Path two) {
    var model = TinyLlama.of(WeightType.F16);
    tiny = TestWorker.of(one, model, Map.of());
    sober = TestWorker.of(two, model, Map.of("spillway.worker.speculation", "false"));
  }

  @AfterAll
  void stop() {
    tiny.close();
    sober.close();
  }

  @ParameterizedTest(name = "temperature {0}")
  @ValueSource(floats = {0f, 0.7f, 1.5f, 2f})
  void law_a_format_is_kept_at_any_temperature(float temperature) throws Exception {
    for (int seed = 0; seed < 5; seed++) {
      var events = tiny.answer(request(PERSON, sampling(temperature, seed)));
      var person = JSON.readTree(TestWorker.text(events));
      assertThat(person.properties())
          .extracting(Map.Entry::getKey)
          .containsExactly("name", "age", "tags", "at");
      assertThat(
              person
                  .get("name")
                  .textValue()
                  .codePointCount(0, person.get("name").textValue().length()))
          .isLessThanOrEqualTo(12);
      assertThat(person.get("age").intValue()).isBetween(0, 150);
      assertThat(person.get("tags").size()).isLessThanOrEqualTo(3);
      assertThat(finished(events).reason()).isEqualTo(FinishReason.STOP);
    }
  }

  @Test
  void law_one_answer_with_and_without_guesses_and_company() {
    var requests = new ArrayList<GenerateRequest>();
    for (int i = 0; i < 8; i++) {
      requests.add(request(PERSON, sampling(i % 2 == 0 ? 0f : 1f, i)));
    }
    var crowd =
        requests.stream()
            .map(r -> CompletableFuture.supplyAsync(() -> tiny.answer(r), tiny.executor))
            .toList();
    for (int i = 0; i < requests.size(); i++) {
      assertThat(TestWorker.tokens(crowd.get(i).join()))
          .isEqualTo(TestWorker.tokens(sober.answer(requests.get(i))));
    }
  }

  @Test
  void guesses_of_what_the_format_repeats_are_right_and_change_nothing() {
    var request =
        request(
            "{\"type\": \"array\", \"items\": {\"const\": \"hello\"}, \"minItems\": 9, \"maxItems\": 9}",
            sampling(0f, 1));
    long before = tiny.stats().scheduler().accepted();
    var events = tiny.answer(request);
    assertThat(TestWorker.text(events).split("hello", -1)).hasSize(10);
    assertThat(tiny.stats().scheduler().accepted()).isGreaterThan(before);
    assertThat(TestWorker.tokens(events)).isEqualTo(TestWorker.tokens(sober.answer(request)));
  }

  @Test
  void an_answer_with_a_format_goes_on_elsewhere_as_it_would_have_gone_on() {
    var request = request(PERSON, sampling(1f, 3));
    var whole = TestWorker.tokens(tiny.answer(request));
    var fingerprint = tiny.models.get(TestWorker.MODEL).info().fingerprint();
    for (int known = 0; known <= whole.size(); known += 3) {
      var answered = whole.subList(0, known).stream().map(GenerateEvent.Token::id).toList();
      var rest = sober.answer(request.goingOnAfter(answered, fingerprint));
      assertThat(TestWorker.tokens(rest)).isEqualTo(whole.subList(known, whole.size()));
    }
    var all = whole.stream().map(GenerateEvent.Token::id).toList();
    var nothing = sober.answer(request.goingOnAfter(all, fingerprint));
    assertThat(TestWorker.tokens(nothing)).isEmpty();
    assertThat(finished(nothing).reason()).isEqualTo(FinishReason.STOP);
    assertThat(failure(request.goingOnAfter(List.of(all.getLast()), fingerprint)).param())
        .contains("answered");
  }

  @Test
  void an_answer_that_may_not_be_long_enough_is_cut_and_says_so() {
    var whole = TestWorker.text(tiny.answer(request(PERSON, sampling(0f, 0))));
    var events = tiny.answer(request(PERSON, sampling(0f, 0).withMaxTokens(10)));
    assertThat(whole).startsWith(TestWorker.text(events));
    assertThat(finished(events).reason()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void a_stop_string_does_not_end_an_answer_that_is_not_complete() throws Exception {
    var stops = new Sampling(0f, 1f, OptionalLong.of(0), List.of("\"age\""), OptionalInt.of(200));
    assertThat(JSON.readTree(TestWorker.text(tiny.answer(request(PERSON, stops)))).has("at"))
        .isTrue();
  }

  @Test
  void any_object_will_do_where_one_is_asked_for() {
    var events =
        tiny.answer(wanting(ResponseFormat.JSON_OBJECT, sampling(0f, 0).withMaxTokens(40)));
    assertThat(TestWorker.text(events)).startsWith("{");
  }

  @Test
  void a_schema_that_cannot_be_kept_to_is_refused_by_its_place() {
    var kind = failure(request("{\"not\": {}}", sampling(0f, 0)));
    assertThat(kind).isInstanceOf(ErrorKind.Unsupported.class);
    assertThat(kind.param()).contains("response_format");
    assertThat(kind.message()).contains("'tiny'").contains("#/not");
  }

  @Test
  void what_is_known_of_formats_is_counted() {
    tiny.answer(request("{\"const\": 7}", sampling(0f, 0)));
    var grammars = tiny.models.get(TestWorker.MODEL).grammars();
    assertThat(grammars.compiled()).isPositive();
    assertThat(grammars.bytes()).isPositive();
  }

  private ErrorKind failure(GenerateRequest request) {
    return catchThrowableOfType(SpillwayException.class, () -> tiny.answer(request)).kind();
  }

  private static GenerateEvent.Finished finished(List<GenerateEvent> events) {
    return (GenerateEvent.Finished) events.getLast();
  }

  private static Sampling sampling(float temperature, int seed) {
    return new Sampling(temperature, 1f, OptionalLong.of(seed), List.of(), OptionalInt.of(200));
  }

  private static GenerateRequest request(String schema, Sampling sampling) {
    return wanting(new ResponseFormat.JsonSchema("s", "", schema, true), sampling);
  }

  private static GenerateRequest wanting(ResponseFormat format, Sampling sampling) {
    return TestWorker.request("hello", sampling)
        .wanting(new Demands(List.of(), ToolChoice.AUTO, true, format, Map.of()));
  }
}
