package dev.spillway.standalone.chat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was said so far, and the request that asks for the next answer. */
final class Dialogue {
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Turn(String role, String content) {}

  private final List<Turn> turns = new ArrayList<>();
  private final Optional<Integer> maxTokens;
  private final double temperature;
  private String model;

  Dialogue(String model, Optional<Integer> maxTokens, double temperature) {
    this.model = model;
    this.maxTokens = maxTokens;
    this.temperature = temperature;
  }

  String model() {
    return model;
  }

  void use(String otherModel) {
    model = otherModel;
  }

  void forget() {
    turns.clear();
  }

  void ask(String question) {
    turns.add(new Turn("user", question));
  }

  void answered(String answer) {
    turns.add(new Turn("assistant", answer));
  }

  /** A question that got no answer is not part of the dialogue. */
  void takeBack() {
    turns.removeLast();
  }

  /** The body of a streaming chat completion. */
  String request() {
    ObjectNode body = JSON.createObjectNode();
    body.put("model", model);
    body.put("stream", true);
    body.putObject("stream_options").put("include_usage", true);
    body.put("temperature", temperature);
    maxTokens.ifPresent(limit -> body.put("max_tokens", limit));
    var messages = body.putArray("messages");
    turns.forEach(
        turn -> messages.addObject().put("role", turn.role()).put("content", turn.content()));
    return body.toString();
  }
}
