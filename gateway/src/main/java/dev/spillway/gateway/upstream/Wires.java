package dev.spillway.gateway.upstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What both formats have in common. */
final class Wires {
  private static final int DEPTH = 100;

  /** Of a token, about, where an engine does not tell how many it read. */
  private static final int CHARACTERS = 4;

  /** More than any model reads or writes: sums of a few of them are numbers still. */
  private static final long MOST_TOKENS = 1 << 28;

  static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
                  .build())
          .build();

  private static final Pattern OF_MESSAGE =
      Pattern.compile("messages\\[(?<message>\\d{1,9})]\\.(?<name>.+)", Pattern.DOTALL);

  /**
   * A field that the gateway does not know.
   *
   * @param message its place among the messages
   */
  record MessageField(int message, String name) {}

  private Wires() {}

  /**
   * @throws SpillwayException if that is wanted which a model cannot do
   */
  static void refuse(boolean wanted, String field, String model, String what) {
    if (wanted) {
      throw new SpillwayException(ErrorKind.Unsupported.of(field, model, what));
    }
  }

  /** Whether an address is what it is the address of. */
  static boolean isData(String url) {
    return url.startsWith("data:");
  }

  /** What an event carries, or a request's JSON text. */
  static JsonNode parse(String data) {
    try {
      return JSON.readTree(data);
    } catch (JsonProcessingException e) {
      throw failed("the upstream sent what is no JSON");
    }
  }

  /** What a body carries; missing where it is no JSON. */
  static JsonNode lenient(byte[] body) {
    try {
      var read = JSON.readTree(body);
      return read == null ? MissingNode.getInstance() : read;
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  static SpillwayException failed(String message) {
    return new SpillwayException(new ErrorKind.WorkerFailed(message));
  }

  /** As a person would write it: 0.7, not 0.699999988079071; and not at all what goes without. */
  static void addUnless(float usual, String field, float value, ObjectNode body) {
    if (value != usual) {
      body.put(field, new BigDecimal(Float.toString(value)));
    }
  }

  /** A field of a message, where the path is one's. */
  static Optional<MessageField> ofMessage(String path) {
    var field = OF_MESSAGE.matcher(path);
    return field.matches()
        ? Optional.of(
            new MessageField(Integer.parseInt(field.group("message")), field.group("name")))
        : Optional.empty();
  }

  static boolean isOfMessage(String path) {
    return OF_MESSAGE.matcher(path).matches();
  }

  /** Tokens that an engine says it counted; {@code otherwise} where it does not say. */
  static int count(JsonNode told, int otherwise) {
    return told.isNumber() ? (int) Math.clamp(told.asLong(), 0, MOST_TOKENS) : otherwise;
  }

  /** Tokens of a prompt, about. */
  static int estimate(List<ChatMessage> messages) {
    long characters = 0;
    for (var message : messages) {
      characters += message.content().length() + CHARACTERS;
    }
    return (int) Math.min(Integer.MAX_VALUE, 1 + characters / CHARACTERS);
  }
}
