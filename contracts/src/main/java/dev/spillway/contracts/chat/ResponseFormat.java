package dev.spillway.contracts.chat;

/** What an answer's text must be. */
public sealed interface ResponseFormat {
  ResponseFormat TEXT = new Text();
  ResponseFormat JSON_OBJECT = new JsonObject();

  /** Anything. */
  record Text() implements ResponseFormat {}

  /** An object of JSON. */
  record JsonObject() implements ResponseFormat {}

  /**
   * JSON that keeps to a schema.
   *
   * @param name of the schema, for the model to read
   * @param description what it is for, for the model to read; may be empty
   * @param schema JSON Schema, as text
   * @param strict whether an answer must keep to it; otherwise it is a wish
   */
  record JsonSchema(String name, String description, String schema, boolean strict)
      implements ResponseFormat {}
}
