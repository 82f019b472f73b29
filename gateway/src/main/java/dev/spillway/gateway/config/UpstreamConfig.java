package dev.spillway.gateway.config;

import io.smallrye.config.WithDefault;
import java.util.List;

/** An engine that is not ours, at one or more addresses. */
public interface UpstreamConfig {

  /** What engines speak. */
  enum Format {
    /** OpenAI's chat completions: vLLM, SGLang, llama.cpp, Ollama and most hosted models. */
    OPENAI,
    /** Anthropic's messages. */
    ANTHROPIC
  }

  /** {@code openai} or {@code anthropic}. */
  @WithDefault("openai")
  Format format();

  /** Where the engine is, one or more. */
  List<EndpointConfig> endpoints();

  /** Prompt and answer together, in tokens. */
  @WithDefault("131072")
  int contextLength();

  /**
   * Whether the engine can tell the log-probabilities of tokens. Without them no scorer that reads
   * them trusts an answer of this tier. With Anthropic's format there are none.
   */
  @WithDefault("true")
  boolean logprobs();

  /** With OpenAI's format: the field that limits the tokens of an answer. */
  @WithDefault("max_tokens")
  String limitField();

  /** With Anthropic's format, which wants one: the limit where the client gives none. */
  @WithDefault("4096")
  int maxTokens();

  /**
   * With Anthropic's format: whether the engine is told of the features that clients know before
   * they are everybody's ({@code anthropic-beta}), and of the fields that belong to some of them
   * ({@code context_management}, {@code output_config} but for its format). To be false for one
   * that refuses what it does not know.
   */
  @WithDefault("true")
  boolean betas();

  /** How often the tier is asked again for one request, where every endpoint has failed. */
  @WithDefault("2")
  int retries();
}
