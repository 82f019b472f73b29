package dev.spillway.standalone.profile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Requests that are sent together: what they make the scheduler compose covers the steps that a
 * running worker has. Alone they show prompts and their pieces; several short ones show answers at
 * a depth of context; one long beside them shows both in one step.
 */
record Workload(List<Request> requests) {
  private static final int STEPS = 32;

  /** Prompt tokens of one workload, so that a round stays short. */
  private static final int MOST_READING = 4096;

  /** Lengths in tokens. */
  record Request(int prompt, int answer) {}

  Workload {
    requests = List.copyOf(requests);
  }

  /** For a model and limits; lengths grow by powers of two, so there are a few dozen. */
  static List<Workload> all(int context, int blocks, int maxRunning, int stepTokens) {
    var all = new ArrayList<Workload>();
    int longest = context - STEPS;
    for (int prompt = 1; prompt < Math.min(longest, 2 * stepTokens); prompt *= 2) {
      all.add(new Workload(List.of(new Request(prompt, 1))));
    }
    all.add(new Workload(List.of(new Request(Math.min(longest, MOST_READING), 1))));
    for (int together = 1; together <= maxRunning; together *= 2) {
      int deepest = Math.min(room(blocks, together), MOST_READING / together);
      for (int part : new int[] {64, 8, 2}) {
        int prompt = Math.clamp(longest / part, 1, Math.max(1, deepest));
        all.add(new Workload(copies(prompt, together)));
      }
      if (together < maxRunning) {
        var mixed = new ArrayList<>(copies(Math.max(1, longest / 64), together));
        int prompt = Math.min(Math.min(longest, 3 * stepTokens), room(blocks, together));
        mixed.add(new Request(prompt, STEPS));
        all.add(new Workload(mixed));
      }
    }
    return all;
  }

  /** The same with prompts of half to all of their length, and answers of one token to all. */
  Workload varied(SplittableRandom random) {
    return new Workload(
        requests.stream()
            .map(
                r ->
                    new Request(
                        r.prompt() - random.nextInt(r.prompt() / 2 + 1),
                        random.nextInt(1, r.answer() + 1)))
            .toList());
  }

  /** Tokens of a prompt of which so many fit the memory, with their answers. */
  private static int room(int blocks, int together) {
    return Math.max(1, (blocks / (together + 1) - 1) * 16 - STEPS);
  }

  private static List<Request> copies(int prompt, int count) {
    return Collections.nCopies(count, new Request(prompt, STEPS));
  }
}
