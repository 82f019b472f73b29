package dev.spillway.contracts.chat;

/** One turn of a dialogue. */
public record ChatMessage(Role role, String content) {}
