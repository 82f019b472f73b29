package dev.spillway.gateway.meaning;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.worker.Embedding;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.router.policy.Questions;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.routing.CascadeTrainer;
import dev.spillway.router.routing.Example;
import dev.spillway.router.routing.Example.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Questions of which only their embedding tells whether they are easy. */
public final class KnownMeanings {
  public static final String MODEL = "m";
  private static final double PRICE = 1e-5;

  private KnownMeanings() {}

  /** A question as a worker embeds it. */
  public static Embeddings embedded(String model, boolean easy) {
    return new Embeddings(
        model, List.of(new Embedding(new float[] {easy ? 1 : -1, 0.1f, 0.3f}, 1)));
  }

  /** The first of two tiers is right on easy questions, the other on all. */
  public static Rule.Learned rule(String question) {
    var random = new Random(1);
    var examples = new ArrayList<Example>();
    for (int i = 0; i < 400; i++) {
      boolean easy = random.nextBoolean();
      boolean right = random.nextInt(20) > 0 == easy;
      examples.add(
          new Example(
                  Questions.text(List.of(new ChatMessage(Role.USER, question))),
                  List.of(
                      new Reply("it is so", right ? 1 : 0, PRICE),
                      new Reply("it is so", 1, 10 * PRICE)))
              .meaning(QuestionMeanings.first(embedded(MODEL, easy)).orElseThrow()));
    }
    return new Rule.Learned("r", CascadeTrainer.read(examples).router(), 3e-4);
  }
}
