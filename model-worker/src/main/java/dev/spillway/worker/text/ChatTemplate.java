package dev.spillway.worker.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.worker.format.Metadata;
import dev.spillway.worker.text.jinja.JsonValues;
import dev.spillway.worker.text.jinja.MarkedText;
import dev.spillway.worker.text.jinja.Template;
import dev.spillway.worker.text.jinja.TemplateException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lays messages out as the model was trained to read them, with the Jinja template that its file
 * carries.
 *
 * <p>The template gets {@code messages}, {@code add_generation_prompt}, {@code bos_token} and
 * {@code eos_token}, and {@code tools} where there are any, as in the Transformers library. What
 * people wrote is marked as theirs on the way in, and the marks survive whatever the template does;
 * the {@link Tokenizer} heeds them.
 */
public final class ChatTemplate {
  private static final String KEY = "tokenizer.chat_template";
  private static final ObjectMapper JSON = new JsonMapper();

  private final Template template;
  private final String bosText;
  private final String eosText;
  private final boolean callsTools;

  private ChatTemplate(Template template, String bosText, String eosText, boolean callsTools) {
    this.callsTools = callsTools;
    this.template = template;
    this.bosText = bosText;
    this.eosText = eosText;
  }

  /**
   * @throws dev.spillway.worker.format.GgufException the file has no template, or one that uses
   *     what is not supported; the message names it
   */
  public static ChatTemplate from(Metadata metadata, Tokenizer tokenizer) {
    try {
      return parse(metadata.string(KEY), tokenizer.bosText(), tokenizer.eosText());
    } catch (TemplateException e) {
      throw metadata.unusable(KEY, "is not supported: " + e.getMessage());
    }
  }

  /**
   * @throws TemplateException it uses what is not supported
   */
  static ChatTemplate parse(String source, String bosText, String eosText) {
    return new ChatTemplate(Template.parse(source), bosText, eosText, ToolCallText.isOf(source));
  }

  /** Whether its model was trained to use tools, in the way that {@link ToolCallText} reads. */
  public boolean callsTools() {
    return callsTools;
  }

  /** The prompt for an answer without tools. */
  public MarkedText render(List<ChatMessage> messages) {
    return render(messages, List.of());
  }

  /**
   * The prompt for the assistant's next answer.
   *
   * @param tools that it may use
   * @throws SpillwayException {@link ErrorKind.InvalidValue} for {@code messages} where the
   *     template does not accept them; {@link ErrorKind.WorkerFailed} where the template is broken
   */
  public MarkedText render(List<ChatMessage> messages, List<Tool> tools) {
    var variables = new HashMap<String, Object>();
    variables.put("messages", messages.stream().map(ChatTemplate::value).toList());
    variables.put("add_generation_prompt", true);
    variables.put("bos_token", MarkedText.trusted(bosText));
    variables.put("eos_token", MarkedText.trusted(eosText));
    if (!tools.isEmpty()) {
      variables.put("tools", tools.stream().map(ChatTemplate::value).toList());
    }
    try {
      return template.render(variables);
    } catch (TemplateException.Refused e) {
      throw refused("the model's chat template refuses the messages: " + e.getMessage());
    } catch (TemplateException.BudgetExceeded _) {
      throw refused("the messages are too many or too long for the model's chat template");
    } catch (TemplateException e) {
      throw new SpillwayException(
          new ErrorKind.WorkerFailed("the model's chat template failed: " + e.getMessage()), e);
    }
  }

  private static Map<String, Object> value(ChatMessage message) {
    var value = new LinkedHashMap<String, Object>();
    value.put("role", MarkedText.trusted(message.role().wireName()));
    value.put("content", MarkedText.untrusted(message.content()));
    if (!message.calls().isEmpty()) {
      value.put("tool_calls", message.calls().stream().map(ChatTemplate::value).toList());
    }
    message.answersCall().ifPresent(id -> value.put("tool_call_id", MarkedText.untrusted(id)));
    return value;
  }

  private static Map<String, Object> value(ToolCall call) {
    var function = new LinkedHashMap<String, Object>();
    function.put("name", MarkedText.untrusted(call.name()));
    function.put("arguments", json("messages", call.arguments()));
    return function(function);
  }

  private static Map<String, Object> value(Tool tool) {
    var function = new LinkedHashMap<String, Object>();
    function.put("name", MarkedText.untrusted(tool.name()));
    function.put("description", MarkedText.untrusted(tool.description()));
    function.put("parameters", json("tools", tool.parameters()));
    return function(function);
  }

  private static Map<String, Object> function(Map<String, Object> function) {
    var value = new LinkedHashMap<String, Object>();
    value.put("type", MarkedText.trusted("function"));
    value.put("function", function);
    return value;
  }

  private static Object json(String field, String text) {
    try {
      return text.isBlank() ? Map.of() : JsonValues.of(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      throw new SpillwayException(
          new ErrorKind.InvalidValue(field, field + " must have JSON where a tool has it"));
    }
  }

  private static SpillwayException refused(String reason) {
    return new SpillwayException(new ErrorKind.InvalidValue("messages", reason));
  }
}
