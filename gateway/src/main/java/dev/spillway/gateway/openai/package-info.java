/**
 * OpenAI's chat completions, completions, responses and embeddings over HTTP: reading requests,
 * writing answers, byte for byte.
 */
@NullMarked
package dev.spillway.gateway.openai;

import org.jspecify.annotations.NullMarked;
