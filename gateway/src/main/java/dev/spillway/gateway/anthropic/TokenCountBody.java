package dev.spillway.gateway.anthropic;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** How many tokens a prompt has. */
@RegisterForReflection
record TokenCountBody(@JsonProperty("input_tokens") int inputTokens) {}
