package dev.spillway.router.score;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Reads how likely "yes" is from the beginning of an answer. The first word must be yes or no; its
 * probability is the product over the tokens that make it, which is one token for most models. Of
 * the word that was not said nothing is known: where "no" has probability p, "yes" is taken to have
 * the rest.
 */
final class YesOrNo {
  private YesOrNo() {}

  static OptionalDouble read(List<Inquiry.Heard.Token> tokens) {
    var word = new StringBuilder();
    double logprob = 0;
    double ofWord = 0;
    for (var token : tokens) {
      // Who does not tell how sure he is is taken at his word.
      logprob += Double.isNaN(token.logprob()) ? 0 : token.logprob();
      for (int i = 0; i < token.text().length(); i++) {
        char next = token.text().charAt(i);
        if (Character.isLetter(next)) {
          word.append(next);
          ofWord = logprob;
        } else if (!word.isEmpty()) {
          return verdict(word.toString(), ofWord);
        }
      }
    }
    return verdict(word.toString(), ofWord);
  }

  private static OptionalDouble verdict(String word, double logprob) {
    double probability = Math.exp(Math.min(0, logprob));
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "yes" -> OptionalDouble.of(probability);
      case "no" -> OptionalDouble.of(1 - probability);
      default -> OptionalDouble.empty();
    };
  }
}
