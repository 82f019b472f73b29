/** Anthropic's wire format: messages, whole or streamed. */
@NullMarked
package dev.spillway.gateway.anthropic;

import org.jspecify.annotations.NullMarked;
