package dev.spillway.worker.text;

import dev.spillway.worker.format.Metadata;
import dev.spillway.worker.text.jinja.MarkedText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A byte-level BPE tokenizer, as a model file describes it.
 *
 * <p>Text becomes tokens in three steps: special tokens such as {@code <|im_end|>} are found by
 * their exact text; what lies between them is cut into pieces by the {@link PreTokenizer}; the
 * UTF-8 bytes of each piece are merged by {@link Merges}.
 *
 * <p><b>Law: no text of a person becomes a special token.</b> Special tokens are looked for only in
 * the characters of a prompt that the template wrote; see {@link MarkedText}. Pieces, on the other
 * hand, do not know who wrote what, so a prompt without special text in its messages has exactly
 * the tokens that other engines give it.
 *
 * <p>Immutable; any thread may use it. Time is O(n log n) in the text, whatever the text.
 */
public final class Tokenizer {
  private static final String MODEL = "tokenizer.ggml.model";
  private static final String PRE = "tokenizer.ggml.pre";
  private static final String MERGES = "tokenizer.ggml.merges";
  private static final String ADD_BOS = "tokenizer.ggml.add_bos_token";
  private static final String EOS = "tokenizer.ggml.eos_token_id";

  /** End a turn in one family of models or another, whatever the file calls its end. */
  private static final List<String> TURN_ENDS =
      List.of("<|im_end|>", "<|eot_id|>", "<|end_of_text|>", "<|endoftext|>", "<|end|>", "</s>");

  private final Vocabulary vocabulary;
  private final PreTokenizer preTokenizer;
  private final Merges merges;
  private final Pattern specials;
  private final Set<Integer> ends;
  private final String bosText;
  private final String eosText;
  private final boolean beginsWithBos;
  private final int longest;

  private Tokenizer(Metadata metadata) {
    this.vocabulary = Vocabulary.from(metadata);
    this.longest = vocabulary.longest();
    this.preTokenizer = preTokenizer(metadata);
    this.merges = merges(metadata, vocabulary);
    this.specials = specials(vocabulary);
    this.ends = ends(metadata, vocabulary);
    this.eosText = vocabulary.text(id(metadata, vocabulary, EOS));
    var bos = "tokenizer.ggml.bos_token_id";
    this.beginsWithBos = metadata.flag(ADD_BOS, false);
    this.bosText = metadata.has(bos) ? vocabulary.text(id(metadata, vocabulary, bos)) : "";
  }

  /**
   * @throws dev.spillway.worker.format.GgufException the file has no tokenizer, or one of a kind
   *     that is not supported
   */
  public static Tokenizer from(Metadata metadata) {
    var model = metadata.string(MODEL);
    if (!model.equals("gpt2")) {
      throw metadata.unusable(
          MODEL, "is '%s', which is not supported; supported: gpt2".formatted(model));
    }
    return new Tokenizer(metadata);
  }

  /** How many tokens there are; ids are below it. */
  public int size() {
    return vocabulary.size();
  }

  /** How many tokens a prompt of so many characters has at least; known without reading it. */
  public int fewest(int characters) {
    return Math.ceilDiv(characters, longest);
  }

  /**
   * What each token adds to an answer, by id: nothing where it is a control token. Not to change.
   */
  public List<byte[]> bytes() {
    return vocabulary.bytes();
  }

  /** Tokens that end an answer. */
  public Set<Integer> ends() {
    return ends;
  }

  /** The special text that may begin a prompt; empty if there is none. */
  public String bosText() {
    return bosText;
  }

  public String eosText() {
    return eosText;
  }

  public boolean isControl(int id) {
    return vocabulary.isControl(id);
  }

  /** The tokens of plain text: none of them special. */
  public int[] encode(String text) {
    return encode(MarkedText.untrusted(text));
  }

  /** The tokens of a prompt, special ones where the template wrote them. */
  public int[] encode(MarkedText prompt) {
    var tokens = IntStream.builder();
    int plain = 0;
    int from = prompt.trustedFrom(0);
    while (from < prompt.length()) {
      int to = prompt.untrustedFrom(from);
      var matcher = specials.matcher(prompt.chars()).region(from, to);
      while (matcher.find()) {
        pieces(prompt.chars().substring(plain, matcher.start()), tokens);
        tokens.add(vocabulary.special(matcher.group()).orElseThrow());
        plain = matcher.end();
      }
      from = prompt.trustedFrom(to);
    }
    pieces(prompt.chars().substring(plain), tokens);
    return tokens.build().toArray();
  }

  /**
   * The tokens of a prompt without a template: of its plain text, after the special text that
   * begins a prompt where the model's file asks for it.
   */
  public int[] encodeRaw(String text) {
    var begin = beginsWithBos ? MarkedText.trusted(bosText) : MarkedText.EMPTY;
    return encode(begin.plus(MarkedText.untrusted(text)));
  }

  /** The text of tokens; bytes that are not UTF-8 become U+FFFD, control tokens nothing. */
  public String decode(int[] tokens) {
    var stream = detokenizer();
    var out = new StringBuilder();
    for (int token : tokens) {
      out.append(stream.feed(token));
    }
    return out.append(stream.finish()).toString();
  }

  /** For the tokens of one answer, as they come. */
  public StreamingDetokenizer detokenizer() {
    return new StreamingDetokenizer(vocabulary);
  }

  private void pieces(String text, IntStream.Builder tokens) {
    preTokenizer.split(text, piece -> piece(piece, tokens));
  }

  private void piece(String piece, IntStream.Builder tokens) {
    var bytes = piece.getBytes(StandardCharsets.UTF_8);
    if (preTokenizer.wholePieces()) {
      var symbols = new StringBuilder(bytes.length);
      for (byte value : bytes) {
        symbols.append(ByteAlphabet.symbol(value));
      }
      var whole = vocabulary.normal(symbols.toString());
      if (whole.isPresent()) {
        tokens.add(whole.getAsInt());
        return;
      }
    }
    var symbols = new int[bytes.length];
    int count = 0;
    for (byte value : bytes) {
      int id = vocabulary.ofByte(value);
      if (id >= 0) { // A byte that the vocabulary lacks is left out, as other engines do.
        symbols[count++] = id;
      }
    }
    merges.encode(Arrays.copyOf(symbols, count), tokens::add);
  }

  private static PreTokenizer preTokenizer(Metadata metadata) {
    var name = metadata.optionalString(PRE).orElse("default");
    return PreTokenizer.ALL.stream()
        .filter(candidate -> candidate.names().contains(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                metadata.unusable(
                    PRE,
                    "is '%s', which is not supported; supported: %s"
                        .formatted(
                            name,
                            PreTokenizer.ALL.stream()
                                .flatMap(known -> known.names().stream())
                                .collect(Collectors.joining(", ")))));
  }

  private static Merges merges(Metadata metadata, Vocabulary vocabulary) {
    var merges = new Merges();
    for (var merge : metadata.strings(MERGES)) {
      int space = merge.indexOf(' ', 1);
      if (space < 0) {
        throw metadata.unusable(MERGES, "has an entry without a space: '%s'".formatted(merge));
      }
      var left = merge.substring(0, space);
      var right = merge.substring(space + 1);
      merges.add(
          merged(metadata, vocabulary, left),
          merged(metadata, vocabulary, right),
          merged(metadata, vocabulary, left + right));
    }
    return merges;
  }

  private static int merged(Metadata metadata, Vocabulary vocabulary, String text) {
    return vocabulary
        .normal(text)
        .orElseThrow(
            () -> metadata.unusable(MERGES, "names '%s', which is no token".formatted(text)));
  }

  /** The longest special text at a place wins. */
  private static Pattern specials(Vocabulary vocabulary) {
    var any =
        vocabulary.specials().keySet().stream()
            .filter(text -> !text.isEmpty())
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    return Pattern.compile(any.isEmpty() ? "(?!)" : any);
  }

  private static Set<Integer> ends(Metadata metadata, Vocabulary vocabulary) {
    var ends = new LinkedHashSet<Integer>();
    ends.add(id(metadata, vocabulary, EOS));
    var turn = "tokenizer.ggml.eot_token_id";
    if (metadata.has(turn)) {
      ends.add(id(metadata, vocabulary, turn));
    }
    TURN_ENDS.forEach(text -> vocabulary.special(text).ifPresent(ends::add));
    return Set.copyOf(ends);
  }

  private static int id(Metadata metadata, Vocabulary vocabulary, String key) {
    int id = metadata.integer(key);
    if (id < 0 || id >= vocabulary.size()) {
      throw metadata.unusable(
          key, "is %d, but there are %d tokens".formatted(id, vocabulary.size()));
    }
    return id;
  }
}
