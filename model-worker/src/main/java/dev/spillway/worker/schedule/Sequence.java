package dev.spillway.worker.schedule;

import dev.spillway.worker.kv.BlockTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A prompt and its growing answer. There is no phase: a sequence has tokens, of which some are
 * computed; a prompt is just a sequence with many tokens to compute.
 */
public class Sequence {
  private final int[] tokens;
  private final int promptTokens;
  private int length;
  private int computed;
  private @Nullable BlockTable table;

  /**
   * @param prompt at least one token
   * @param maxTokens of the answer, at least one
   */
  public Sequence(int[] prompt, int maxTokens) {
    if (prompt.length < 1 || maxTokens < 1) {
      throw new IllegalArgumentException("a prompt and an answer have at least one token each");
    }
    tokens = Arrays.copyOf(prompt, Math.addExact(prompt.length, maxTokens));
    promptTokens = prompt.length;
    length = prompt.length;
  }

  public final int promptTokens() {
    return promptTokens;
  }

  /** Tokens so far, prompt and answer. */
  public final int length() {
    return length;
  }

  /** Tokens of the longest answer and the prompt. */
  public final int mostTokens() {
    return tokens.length;
  }

  /** Tokens whose keys and values are in KV memory. */
  public final int computed() {
    return computed;
  }

  /** Tokens still to be computed before the next one can be chosen. */
  public final int missing() {
    return length - computed;
  }

  public final int token(int position) {
    return tokens[position];
  }

  /** Adds a chosen token; returns whether the answer is now as long as it may be. */
  public final boolean append(int token) {
    tokens[length++] = token;
    return length == tokens.length;
  }

  /** Blocks by position / 16, of a sequence that runs. */
  public final int[] blocks() {
    return held().blocks();
  }

  /** Prompt tokens that were found computed, of a sequence that runs. */
  public final int cachedTokens() {
    return held().cachedTokens();
  }

  final int[] tokens() {
    return tokens;
  }

  final void start(BlockTable opened) {
    table = opened;
    computed = opened.cachedTokens();
  }

  final void advance(int count) {
    computed += count;
    held().computed(tokens, computed);
  }

  final void stop() {
    held().close();
    table = null;
  }

  private BlockTable held() {
    var held = table;
    if (held == null) {
      throw new IllegalStateException("the sequence does not run");
    }
    return held;
  }
}
