package dev.spillway.gateway.learning;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.learn.Meaning;
import dev.spillway.router.policy.Questions;
import dev.spillway.router.routing.Example;
import dev.spillway.router.routing.Example.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Questions with what every tier replied and how good that was, one JSON object a line:
 *
 * <pre>{@code
 * {"messages": [{"role": "user", "content": "2 + 2?"}],
 *  "replies": {"small": {"text": "5", "quality": 0, "cost_usd": 0.00001, "logprobs": [-0.7]},
 *              "large": {"text": "4", "quality": 1, "cost_usd": 0.0001}}}
 * }</pre>
 *
 * <p>Read strictly: whatever is missing or wrong is an error that names the line and the field.
 *
 * @param tiers whose replies each example has, in this order
 * @param toEmbed of each example, the text whose embedding would tell what it means
 */
public record LabelledReplies(List<String> tiers, List<Example> examples, List<String> toEmbed) {
  /** The most lines that are read: a bound on memory. */
  static final int MAX_LINES = 200_000;

  private static final int MAX_LINE = 1 << 20;
  private static final int MAX_DEPTH = 16;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_LINE)
                          .build())
                  .build())
          .build();

  public LabelledReplies {
    tiers = List.copyOf(tiers);
    examples = List.copyOf(examples);
    toEmbed = List.copyOf(toEmbed);
  }

  /** The same, of which this is known of each example. */
  public LabelledReplies meaning(List<Meaning> each) {
    return new LabelledReplies(
        tiers,
        IntStream.range(0, examples.size())
            .mapToObj(i -> examples.get(i).meaning(each.get(i)))
            .toList(),
        toEmbed);
  }

  /**
   * Reads all lines. Empty ones are skipped.
   *
   * @param known tiers that there are, in the order in which a router shall know them. The first
   *     line says which of them the rows are about
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the line and the field
   */
  public static LabelledReplies read(InputStream body, List<String> known) {
    var examples = new ArrayList<Example>();
    var toEmbed = new ArrayList<String>();
    List<String> tiers = List.of();
    int number = 0;
    try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        if (examples.size() == MAX_LINES) {
          throw invalid(number, "body", "must have at most %d lines".formatted(MAX_LINES));
        }
        var row = new Row(number, parse(number, line));
        if (examples.isEmpty()) {
          tiers = row.tiers(known);
        }
        examples.add(row.example(tiers));
        toEmbed.add(Questions.toEmbed(row.messages()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the rest of the body cannot be read", e);
    }
    return new LabelledReplies(tiers, examples, toEmbed);
  }

  static JsonNode parse(int number, String line) {
    if (line.length() > MAX_LINE) {
      throw invalid(number, "line", "must have at most %d characters".formatted(MAX_LINE));
    }
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw invalid(number, "line", "must be a JSON object");
    }
  }

  static SpillwayException invalid(int line, String field, String message) {
    return new SpillwayException(
        new ErrorKind.InvalidValue(field, "line %d: %s %s".formatted(line, field, message)));
  }

  /** One line. */
  record Row(int number, JsonNode json) {

    List<String> tiers(List<String> known) {
      var replies = json.path("replies");
      var tiers = known.stream().filter(replies::has).toList();
      if (tiers.isEmpty()) {
        throw invalid(
            number,
            "replies",
            "must have those of tiers that there are: " + String.join(", ", known));
      }
      if (tiers.size() != replies.size()) {
        throw invalid(
            number,
            "replies",
            "must have those of tiers that there are and no others: " + String.join(", ", known));
      }
      return tiers;
    }

    Example example(List<String> tiers) {
      var replies = json.path("replies");
      if (replies.size() != tiers.size()) {
        throw invalid(number, "replies", "must be of the tiers of the first line");
      }
      return new Example(
          Questions.text(messages()),
          tiers.stream().map(tier -> reply(replies.path(tier), "replies." + tier)).toList());
    }

    private List<ChatMessage> messages() {
      var messages = json.path("messages");
      if (!messages.isArray() || messages.isEmpty()) {
        throw invalid(number, "messages", "must be an array of at least one message");
      }
      var read = new ArrayList<ChatMessage>();
      for (var message : messages) {
        var role = Role.ofWireName(message.path("role").asText());
        if (role.isEmpty() || !message.path("content").isTextual()) {
          throw invalid(number, "messages", "must each have a role and a content that is a string");
        }
        read.add(new ChatMessage(role.get(), message.path("content").textValue()));
      }
      return read;
    }

    private Reply reply(JsonNode reply, String field) {
      if (!reply.path("text").isTextual()) {
        throw invalid(number, field + ".text", "must be a string");
      }
      return new Reply(
          reply.path("text").textValue(),
          number(reply, field, "quality", 1),
          number(reply, field, "cost_usd", Double.MAX_VALUE),
          tokens(reply, field));
    }

    private double number(JsonNode reply, String field, String name, double most) {
      var value = reply.path(name);
      if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() <= most)) {
        throw invalid(
            number,
            field + "." + name,
            most == 1 ? "must be a number from 0 to 1" : "must be a number, not negative");
      }
      return value.doubleValue();
    }

    private Optional<AnswerStatistics> tokens(JsonNode reply, String field) {
      var logprobs = reply.path("logprobs");
      if (logprobs.isMissingNode() || logprobs.isNull()) {
        return Optional.empty();
      }
      var tokens = AnswerStatistics.EMPTY;
      for (var logprob : logprobs) {
        if (!logprob.isNumber()) {
          throw invalid(number, field + ".logprobs", "must be an array of numbers");
        }
        tokens = tokens.plus(Math.min(0f, logprob.floatValue()));
      }
      return Optional.of(tokens);
    }
  }
}
