package dev.spillway.contracts.chat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a client wants of an answer that not every model can give. Whoever cannot refuses with
 * {@link dev.spillway.contracts.error.ErrorKind.Unsupported}, naming the field: an answer that
 * silently lacks it would be wrong, and another tier may be able.
 *
 * @param tools that the model may use; none as a rule
 * @param parallelCalls whether one answer may use several
 * @param passed fields of the client's request that this gateway does not know, by name, or by path
 *     where they are a message's ({@code messages[2].name}), as JSON text. Only engines that speak
 *     the client's format may understand them.
 * @param raw the one message, of a user, is the prompt as it is, which the answer goes on with: no
 *     chat template is laid around it
 * @param cachePoints up to where the prompt should be kept; they name places in the messages that
 *     this is asked with
 * @param thinking how much a model should think before it answers, in Anthropic's format, as JSON
 *     text; empty where the client leaves it to the model. Who cannot be told may answer all the
 *     same: it answers what was asked, after other thoughts.
 */
public record Demands(
    List<Tool> tools,
    ToolChoice choice,
    boolean parallelCalls,
    ResponseFormat format,
    Map<String, String> passed,
    boolean raw,
    List<CachePoint> cachePoints,
    String thinking) {

  /** Models think as they like. */
  public Demands(
      List<Tool> tools,
      ToolChoice choice,
      boolean parallelCalls,
      ResponseFormat format,
      Map<String, String> passed,
      boolean raw,
      List<CachePoint> cachePoints) {
    this(tools, choice, parallelCalls, format, passed, raw, cachePoints, "");
  }

  /** Nobody is told what to keep. */
  public Demands(
      List<Tool> tools,
      ToolChoice choice,
      boolean parallelCalls,
      ResponseFormat format,
      Map<String, String> passed,
      boolean raw) {
    this(tools, choice, parallelCalls, format, passed, raw, List.of());
  }

  /** Of an answer in a dialogue. */
  public Demands(
      List<Tool> tools,
      ToolChoice choice,
      boolean parallelCalls,
      ResponseFormat format,
      Map<String, String> passed) {
    this(tools, choice, parallelCalls, format, passed, false);
  }

  /** Text, as the model likes. */
  public static final Demands NONE =
      new Demands(List.of(), ToolChoice.AUTO, true, ResponseFormat.TEXT, Map.of());

  /**
   * Fields that change no answer: who asked, and how it is kept, counted and charged elsewhere. Who
   * does not know them may ignore them.
   */
  public static final Set<String> HINTS =
      Set.of(
          "cache_control",
          "metadata",
          "prompt_cache_key",
          "prompt_cache_retention",
          "safety_identifier",
          "service_tier",
          "store",
          "user");

  public Demands {
    tools = List.copyOf(tools);
    passed = Map.copyOf(passed);
    cachePoints = List.copyOf(cachePoints);
  }

  /** What of {@link #passed} an answer may depend on. */
  public Map<String, String> binding() {
    return passed(field -> !HINTS.contains(field));
  }

  /**
   * What of {@link #passed} has to be refused where it is not known. Who speaks ({@code
   * messages[2].name}) may be left out: clients give it to any model, and few templates have a
   * place for it.
   */
  public Map<String, String> needed() {
    return passed(field -> !HINTS.contains(field) && !isSpeaker(field));
  }

  private Map<String, String> passed(Predicate<String> wanted) {
    return passed.isEmpty()
        ? passed
        : passed.entrySet().stream()
            .filter(field -> wanted.test(field.getKey()))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static boolean isSpeaker(String field) {
    return field.startsWith("messages[") && field.endsWith("].name");
  }
}
