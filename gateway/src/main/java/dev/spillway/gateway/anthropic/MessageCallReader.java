package dev.spillway.gateway.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.http.Field;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Reads the body of {@code POST /v1/messages}. As with OpenAI's format, a field that this gateway
 * does not know goes to whoever answers: an answer that silently lacks it would be wrong.
 */
final class MessageCallReader {
  private static final int MAX_MODEL_NAME = 128;

  private MessageCallReader() {}

  /**
   * @param betas that the client knows of
   * @throws SpillwayException naming the first field that is wrong
   */
  static MessageCall read(JsonNode body, List<String> betas) {
    var root = root(body);
    var limit = (int) root.required("max_tokens").whole(1, Integer.MAX_VALUE);
    var sampling =
        new Sampling(
            root.member("temperature").map(field -> (float) field.number(0, 1)).orElse(1f),
            root.member("top_p").map(MessageCallReader::topP).orElse(1f),
            OptionalLong.empty(),
            root.member("stop_sequences").map(MessageCallReader::stop).orElse(List.of()),
            OptionalInt.of(limit));
    return new MessageCall(
        chat(root, sampling, betas),
        root.member("stream").map(Field::bool).orElse(false),
        ThinkingReader.tells(root));
  }

  /**
   * What tokens are counted of: as {@link #read}, without what says how to answer.
   *
   * @throws SpillwayException naming the first field that is wrong
   */
  static ChatRequest readPrompt(JsonNode body) {
    return chat(root(body), Sampling.GREEDY, List.of());
  }

  private static Field root(JsonNode body) {
    if (!body.isObject()) {
      throw new SpillwayException(new ErrorKind.InvalidJson("the body must be a JSON object"));
    }
    return new Field("", body);
  }

  private static ChatRequest chat(Field root, Sampling sampling, List<String> betas) {
    var model = root.required("model").string(MAX_MODEL_NAME);
    var dialogue = new DialogueReader();
    root.member("system").ifPresent(dialogue::readSystem);
    dialogue.readMessages(root.required("messages"));
    return new ChatRequest(
        model,
        dialogue.messages(),
        sampling,
        DemandsReader.read(root, dialogue.cachePoints(), betas));
  }

  private static float topP(Field field) {
    return Math.max((float) field.number(0, 1), Float.MIN_NORMAL);
  }

  private static List<String> stop(Field field) {
    var strings = field.elements().stream().map(Field::string).toList();
    if (strings.size() > Sampling.MAX_STOP) {
      throw field.wrong("must have at most %d strings".formatted(Sampling.MAX_STOP));
    }
    if (strings.stream().anyMatch(String::isBlank)) {
      throw field.wrong("must not have a string of nothing but white space");
    }
    return strings;
  }
}
