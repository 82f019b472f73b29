package dev.spillway.contracts.chat;

/**
 * That a model wants a {@link Tool} used.
 *
 * @param id by which the tool's answer names this call
 * @param name of the tool, as the model wrote it: there may be none of this name
 * @param arguments JSON text, as the model wrote it: it may be none
 */
public record ToolCall(String id, String name, String arguments) {}
