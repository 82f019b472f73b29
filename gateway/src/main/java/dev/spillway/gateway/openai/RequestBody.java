package dev.spillway.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.http.Field;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A request, and what chat completions, completions and responses say alike. All methods throw a
 * {@link SpillwayException} that names the field if it is wrong.
 */
record RequestBody(Field root) {
  private static final int MAX_MODEL_NAME = 128;

  static RequestBody of(JsonNode body) {
    if (!body.isObject()) {
      throw new SpillwayException(new ErrorKind.InvalidJson("the body must be a JSON object"));
    }
    return new RequestBody(new Field("", body));
  }

  String model() {
    return root.required("model").string(MAX_MODEL_NAME);
  }

  /** How many answers are wanted. */
  int choices() {
    return root.member("n")
        .map(field -> (int) field.whole(1, CompletionCall.MOST_CHOICES))
        .orElse(1);
  }

  boolean stream() {
    return flag("stream");
  }

  /** What is said of a stream, where there is one. */
  Optional<Field> streamOptions() {
    var options = root.member("stream_options");
    if (options.isPresent() && !stream()) {
      throw options.get().wrong("is only allowed where stream is true");
    }
    return options.map(given -> given.object().nothingBut("include_usage", "include_obfuscation"));
  }

  boolean includeUsage() {
    var options = streamOptions();
    options
        .flatMap(each -> each.member("include_obfuscation"))
        .filter(Field::bool)
        .ifPresent(
            field -> {
              throw field.wrong("must be false: events are as long as what they say");
            });
    return options.flatMap(each -> each.member("include_usage")).map(Field::bool).orElse(false);
  }

  /** Whether this is true; false where it is not there. */
  boolean flag(String name) {
    return root.member(name).map(Field::bool).orElse(false);
  }

  /** The longest answer, where one of these fields says; the first counts. */
  OptionalInt longest(String... names) {
    var longest = OptionalInt.empty();
    for (var name : names) {
      var limit = root.member(name).map(field -> (int) field.whole(1, Integer.MAX_VALUE));
      longest =
          longest.isPresent() ? longest : limit.map(OptionalInt::of).orElse(OptionalInt.empty());
    }
    return longest;
  }

  /**
   * @param logprobs whether tokens are told with their log-probabilities
   * @param condition what has to be so for that, as the error says it
   */
  int topLogprobs(boolean logprobs, String condition) {
    return root.member("top_logprobs").map(field -> top(field, logprobs, condition)).orElse(0);
  }

  private static int top(Field field, boolean logprobs, String condition) {
    var top = (int) field.whole(0, Sampling.MAX_TOP_LOGPROBS);
    if (top > 0 && !logprobs) {
      throw field.wrong("is only allowed where " + condition);
    }
    return top;
  }

  Sampling sampling(OptionalInt longest, int topLogprobs) {
    return new Sampling(
        root.member("temperature")
            .map(field -> (float) field.number(0, Sampling.MAX_TEMPERATURE))
            .orElse(1f),
        root.member("top_p").map(RequestBody::topP).orElse(1f),
        root.member("seed")
            .map(field -> OptionalLong.of(field.whole(Long.MIN_VALUE, Long.MAX_VALUE)))
            .orElse(OptionalLong.empty()),
        root.member("stop").map(RequestBody::stop).orElse(List.of()),
        longest,
        penalty("frequency_penalty"),
        penalty("presence_penalty"),
        topLogprobs);
  }

  private float penalty(String name) {
    return root.member(name)
        .map(field -> (float) field.number(-Sampling.MAX_PENALTY, Sampling.MAX_PENALTY))
        .orElse(0f);
  }

  private static float topP(Field field) {
    var topP = (float) field.number(0, 1);
    // Nothing is left of the distribution at 0; OpenAI takes it for the smallest set there is.
    return Math.max(topP, Float.MIN_NORMAL);
  }

  private static List<String> stop(Field field) {
    var strings =
        field.value().isTextual()
            ? List.of(field.string())
            : field.elements().stream().map(Field::string).toList();
    if (strings.size() > Sampling.MAX_STOP) {
      throw field.wrong("must have at most %d strings".formatted(Sampling.MAX_STOP));
    }
    if (strings.contains("")) {
      throw field.wrong("must not have an empty string");
    }
    return strings;
  }
}
