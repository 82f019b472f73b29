package dev.spillway.worker.text;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.worker.format.Metadata;
import dev.spillway.worker.text.jinja.MarkedText;
import dev.spillway.worker.text.jinja.Template;
import dev.spillway.worker.text.jinja.TemplateException;
import java.util.List;
import java.util.Map;

/**
 * Lays messages out as the model was trained to read them, with the Jinja template that its file
 * carries.
 *
 * <p>The template gets {@code messages}, {@code add_generation_prompt}, {@code bos_token} and
 * {@code eos_token}, as in the Transformers library. What people wrote is marked as theirs on the
 * way in, and the marks survive whatever the template does; the {@link Tokenizer} heeds them.
 */
public final class ChatTemplate {
  private static final String KEY = "tokenizer.chat_template";

  private final Template template;
  private final String bosText;
  private final String eosText;

  private ChatTemplate(Template template, String bosText, String eosText) {
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
    return new ChatTemplate(Template.parse(source), bosText, eosText);
  }

  /**
   * The prompt for the assistant's next answer.
   *
   * @throws SpillwayException {@link ErrorKind.InvalidValue} for {@code messages} where the
   *     template does not accept them; {@link ErrorKind.WorkerFailed} where the template is broken
   */
  public MarkedText render(List<ChatMessage> messages) {
    List<Object> values = messages.stream().map(message -> (Object) value(message)).toList();
    try {
      return template.render(
          Map.of(
              "messages",
              values,
              "add_generation_prompt",
              true,
              "bos_token",
              MarkedText.trusted(bosText),
              "eos_token",
              MarkedText.trusted(eosText)));
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
    return Map.of(
        "role", MarkedText.trusted(message.role().wireName()),
        "content", MarkedText.untrusted(message.content()));
  }

  private static SpillwayException refused(String reason) {
    return new SpillwayException(new ErrorKind.InvalidValue("messages", reason));
  }
}
