package dev.spillway.contracts.chat;

/**
 * Something that the client can do for the model.
 *
 * @param description what it does, for the model to read; may be empty
 * @param parameters JSON Schema of an object, as text; empty where it takes none
 * @param strict whether arguments must keep to that schema
 */
public record Tool(String name, String description, String parameters, boolean strict) {}
