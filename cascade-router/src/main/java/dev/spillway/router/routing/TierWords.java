package dev.spillway.router.routing;

import dev.spillway.router.learn.TextClassifier;
import dev.spillway.router.learn.Words;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What words tell of one tier.
 *
 * @param byQuestion whether the tier will be right, by the words of the question
 * @param byReply whether it was right, by the words of its reply and the beginning of the question
 */
record TierWords(TextClassifier byQuestion, TextClassifier byReply) {
  private static final int BEGINNING = 300;

  /** What the classifier of replies reads. */
  static Words of(String question, String reply) {
    var beginning = question.substring(0, Math.min(question.length(), BEGINNING));
    return Words.of(beginning).and(Words.ofReply(reply));
  }

  void write(DataOutput out) throws IOException {
    byQuestion.write(out);
    byReply.write(out);
  }

  static TierWords read(DataInput in) throws IOException {
    return new TierWords(TextClassifier.read(in), TextClassifier.read(in));
  }
}
