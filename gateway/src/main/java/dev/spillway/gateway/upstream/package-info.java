/**
 * Engines that are not ours, as workers: whatever speaks the format of OpenAI's chat completions or
 * of Anthropic's messages.
 */
@NullMarked
package dev.spillway.gateway.upstream;

import org.jspecify.annotations.NullMarked;
