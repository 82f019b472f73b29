package dev.spillway.gateway.openai;

import dev.spillway.contracts.chat.ChatRequest;

/**
 * A request for a chat completion, as far as this gateway understands it.
 *
 * @param includeUsage whether a stream has a last chunk with the usage
 * @param logprobs whether the answer lists its tokens
 */
record ChatCall(ChatRequest chat, boolean stream, boolean includeUsage, boolean logprobs) {}
