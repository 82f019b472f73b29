package dev.spillway.worker.schedule;

import dev.spillway.cache.TextOwner;
import dev.spillway.worker.kv.BlockContent;
import dev.spillway.worker.kv.BlockLoan;
import dev.spillway.worker.kv.BlockPool;
import dev.spillway.worker.kv.BlockTable;
import dev.spillway.worker.kv.PrefixMatch;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A prompt and its growing answer. There is no phase: a sequence has tokens, of which some are
 * computed; a prompt is just a sequence with many tokens to compute, and so is a sequence that lost
 * its memory to another.
 *
 * <p><b>Where its keys and values are.</b> Those of the first {@link #computed} tokens are in its
 * {@link BlockTable}, while it has one. It loses the table when it is preempted; then they are in
 * slots of the swap space, or nowhere and to be computed again, but for what the prefix index still
 * finds. Others may come from elsewhere and lie ahead of what is computed ({@link Incoming}); they
 * count once all before them is there.
 *
 * <p>Its {@link Standing} is what the scheduler knows of its turn.
 */
public class Sequence {
  private static final int[] NONE = {};

  private final int[] tokens;
  private final int promptTokens;

  /** Tokens that it came with: the prompt, and what was answered already. */
  private final int givenTokens;

  private final OptionalInt predictedTokens;
  private int length;
  private int computed;
  private int cachedTokens;
  private int foundTokens;
  private TextOwner owner = TextOwner.NOBODY;
  private Incoming incoming = Incoming.NONE;

  /** The most of it that was ever computed. */
  private int furthest;

  private @Nullable Standing standing;
  private @Nullable BlockTable table;
  private int[] drafts = NONE;

  /** Slots that hold its first {@link #savedTokens}, while it is swapped out. */
  private int[] slots = NONE;

  private int savedTokens;

  /**
   * @param prompt at least one token
   * @param maxTokens of the answer, at least one
   */
  public Sequence(int[] prompt, int maxTokens) {
    this(prompt, maxTokens, OptionalInt.empty());
  }

  /**
   * @param predictedTokens how long the answer will probably be at most, if anybody knows
   */
  public Sequence(int[] prompt, int maxTokens, OptionalInt predictedTokens) {
    this(prompt, NONE, maxTokens, predictedTokens);
  }

  /**
   * @param answered tokens that the answer has already, fewer than it may have: it goes on as one
   *     that lost its memory
   */
  public Sequence(int[] prompt, int[] answered, int maxTokens, OptionalInt predictedTokens) {
    if (prompt.length < 1 || maxTokens < 1) {
      throw new IllegalArgumentException("a prompt and an answer have at least one token each");
    }
    if (answered.length >= maxTokens) {
      throw new IllegalArgumentException("the answer is complete already");
    }
    this.tokens = Arrays.copyOf(prompt, Math.addExact(prompt.length, maxTokens));
    this.promptTokens = prompt.length;
    this.predictedTokens = predictedTokens;
    System.arraycopy(answered, 0, tokens, prompt.length, answered.length);
    this.length = prompt.length + answered.length;
    this.givenTokens = length;
  }

  public final int promptTokens() {
    return promptTokens;
  }

  public final OptionalInt predictedTokens() {
    return predictedTokens;
  }

  /**
   * Before it is offered: whose text it is, and what of it comes from elsewhere.
   *
   * @param whose sequences share what is of one namespace
   */
  protected final void belongs(TextOwner whose, Incoming coming) {
    owner = whose;
    incoming = coming;
  }

  public final TextOwner owner() {
    return owner;
  }

  /** Whether a part of its answer was given elsewhere: somebody waits in the midst of it. */
  final boolean isResumed() {
    return givenTokens > promptTokens;
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

  /** A token that is guessed to follow; checked by the step that carries it. */
  public final int draft(int index) {
    return drafts[index];
  }

  /**
   * Guesses what follows, at most {@code most} tokens. Wrong guesses cost time and nothing else. By
   * default there are none.
   */
  protected int[] guess(int most) {
    return NONE;
  }

  /** When it was offered, in the scheduler's nanoseconds. */
  public final long arrival() {
    return standing().arrival();
  }

  /** Adds a chosen token; returns whether the answer is now as long as it may be. */
  public final boolean append(int token) {
    tokens[length++] = token;
    return length == tokens.length;
  }

  /** Blocks by position / 16, of a sequence that has memory; negative where it has none yet. */
  public final int[] blocks() {
    return held().blocks();
  }

  /** Prompt tokens that were found computed when it began to run, and what came from elsewhere. */
  public final int cachedTokens() {
    return cachedTokens;
  }

  /** The same of all tokens that it came with: of what was answered already, too. */
  public final int foundTokens() {
    return foundTokens;
  }

  /** Blocks of memory that it holds. */
  public final int heldBlocks() {
    var held = table;
    return held == null ? 0 : held.size();
  }

  /** Of these, blocks that others owned already when it began. */
  final int sharedBlocks() {
    var held = table;
    return held == null ? 0 : held.shared();
  }

  /** Guesses for the next step; returns how many. */
  final int takeDrafts(int most) {
    drafts = most > 0 ? guess(most) : NONE;
    if (drafts.length > Math.max(0, most)) {
      throw new IllegalStateException("%d drafts, %d asked for".formatted(drafts.length, most));
    }
    return drafts.length;
  }

  /** Guesses were wrong from there on, and what was computed for them is given back. */
  final void keepDrafts(int accepted) {
    advance(accepted);
    held().trim(length);
    drafts = NONE;
  }

  final void share(Sequence parent) {
    table = parent.held().fork(parent.computed, tokens.length);
    computed = parent.computed;
    cachedTokens = computed;
    foundTokens = computed;
  }

  /** Its memory is about to be released; these slots hold what was in it. */
  final void saved(int[] inSlots) {
    slots = inSlots;
    savedTokens = computed;
  }

  final int savedTokens() {
    return savedTokens;
  }

  /** Slots that hold its first blocks; none unless it is swapped out. */
  final int[] slots() {
    return slots;
  }

  /** All that was saved is in its blocks again, or not wanted any more. */
  final void restored() {
    computed = Math.max(computed, savedTokens);
    forgetSaved();
  }

  final void forgetSaved() {
    slots = NONE;
    savedTokens = 0;
  }

  final Standing standing() {
    var known = standing;
    if (known == null) {
      throw new IllegalStateException("the sequence was not offered");
    }
    return known;
  }

  final void offered(Standing given) {
    standing = given;
  }

  final boolean wasOffered() {
    return standing != null;
  }

  final boolean holds() {
    return table != null;
  }

  final PrefixMatch match(BlockPool pool) {
    return PrefixMatch.find(pool, owner, tokens, length);
  }

  /** What the block after those that match will hold, if it has the tokens to fill it. */
  final Optional<BlockContent> blockAfter(PrefixMatch match) {
    return match.next(tokens, length);
  }

  final void open(BlockPool pool, PrefixMatch match) {
    table = BlockTable.open(pool, match, tokens.length);
    computed = held().indexedTokens();
    countCached();
  }

  /** Takes over what others have computed since; only where it would be computed next. */
  final void extend() {
    computed = Math.max(computed, held().extend(tokens, length));
    countCached();
  }

  private void countCached() {
    if (!standing().begun()) {
      cachedTokens = Math.min(computed, promptTokens);
      foundTokens = Math.min(computed, givenTokens);
    }
  }

  /** Its tokens so far, the first {@code count}. */
  public final int[] tokens(int count) {
    return Arrays.copyOf(tokens, count);
  }

  /** Lends its blocks {@code [from, to)}, which must be full. */
  public final BlockLoan lend(int from, int to) {
    return held().lend(from, to);
  }

  final Incoming incoming() {
    return incoming;
  }

  /** All up to there has come from elsewhere. */
  final void arrive(int end) {
    int from = Math.max(computed, furthest);
    cachedTokens += Math.max(0, Math.min(end, promptTokens) - from);
    foundTokens += Math.max(0, Math.min(end, givenTokens) - from);
    advance(end - computed);
  }

  /** How many of the missing tokens are worth computing now. */
  final int worthComputing() {
    if (missing() == 1) {
      return 1;
    }
    int ahead = incoming.end(computed) > computed ? incoming.begin() - computed : missing();
    return Math.min(ahead, incoming.worthComputing(computed, missing()));
  }

  /** What its next block will hold, if it has the tokens to fill it. */
  final Optional<BlockContent> nextBlock() {
    return held().next(tokens, length);
  }

  final BlockTable held() {
    var held = table;
    if (held == null) {
      throw new IllegalStateException("the sequence has no memory");
    }
    return held;
  }

  final void advance(int count) {
    computed += count;
    furthest = Math.max(furthest, computed);
    held().computed(tokens, computed);
  }

  /** Gives its memory back; its tokens would have to be computed again. */
  final void release() {
    held().close();
    incoming.drop();
    table = null;
    computed = 0;
  }
}
