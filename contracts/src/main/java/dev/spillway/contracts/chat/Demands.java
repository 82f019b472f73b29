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
 * @param wishes that nobody has to heed
 */
public record Demands(
    List<Tool> tools,
    ToolChoice choice,
    boolean parallelCalls,
    ResponseFormat format,
    Map<String, String> passed,
    boolean raw,
    Wishes wishes) {

  /** Of an answer in a dialogue. */
  public Demands(
      List<Tool> tools,
      ToolChoice choice,
      boolean parallelCalls,
      ResponseFormat format,
      Map<String, String> passed) {
    this(tools, choice, parallelCalls, format, passed, false, Wishes.NONE);
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

  private static final String EFFORT = "reasoning_effort";

  public Demands {
    tools = List.copyOf(tools);
    passed = Map.copyOf(passed);
  }

  /** What of {@link #passed} an answer may depend on. */
  public Map<String, String> binding() {
    return passed(field -> !HINTS.contains(field));
  }

  /**
   * What of {@link #passed} has to be refused where it is not known. Who speaks ({@code
   * messages[2].name}) may be left out: clients give it to any model, and few templates have a
   * place for it. So may how much to think: who cannot be told thinks as it likes, or not at all,
   * and answers what was asked.
   */
  public Map<String, String> needed() {
    return passed(field -> !HINTS.contains(field) && !isSpeaker(field) && !field.equals(EFFORT));
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
