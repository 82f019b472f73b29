package dev.spillway.router.routing;

import dev.spillway.router.routing.Example.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Questions whose difficulty their words tell, and tiers that behave as real ones: the first is
 * right on easy ones, the second errs independently of it, the last is right and dear.
 */
final class World {
  static final double[] COSTS = {0.001, 0.002, 0.1};

  private final Random random;

  World(long seed) {
    random = new Random(seed);
  }

  List<Example> examples(int count) {
    var examples = new ArrayList<Example>();
    for (int i = 0; i < count; i++) {
      boolean easy = random.nextInt(3) > 0;
      int answer = random.nextInt(100);
      examples.add(
          new Example(
              "%s question %d of kind%d".formatted(easy ? "easy" : "hard", i, random.nextInt(9)),
              List.of(
                  reply(0, answer, easy ? 0.9 : 0.1),
                  reply(1, answer, easy ? 0.8 : 0.5),
                  reply(2, answer, 0.97))));
    }
    return examples;
  }

  private Reply reply(int tier, int answer, double share) {
    boolean right = random.nextDouble() < share;
    int said = right ? answer : (answer + 1 + random.nextInt(99)) % 100;
    return new Reply("I think the answer is %d.".formatted(said), right ? 1 : 0, COSTS[tier]);
  }
}
