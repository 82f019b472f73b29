package dev.spillway.contracts.chat;

/** Whether an answer may or must use tools. */
public sealed interface ToolChoice {
  ToolChoice AUTO = new Auto();
  ToolChoice NONE = new None();
  ToolChoice REQUIRED = new Required();

  /** As the model likes. */
  record Auto() implements ToolChoice {}

  /** Not at all. */
  record None() implements ToolChoice {}

  /** At least one of them. */
  record Required() implements ToolChoice {}

  /** The one of this name. */
  record Named(String name) implements ToolChoice {}
}
