package dev.spillway.worker.engine;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.worker.schedule.SchedulingPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Requests with the lengths of a trace, all there from the beginning: how many tokens of answers
 * per second? Arms take turns in each round.
 *
 * <ul>
 *   <li>{@code continuous}: the policy of the options.
 *   <li>{@code static}: whole batches, but kinder than servers that had them: a prompt takes no
 *       more than its own length, and an answer that has ended costs nothing while others go on.
 *   <li>{@code padded}: whole batches as FasterTransformer ran them (as Orca describes it: Yu et
 *       al., OSDI 2022, section 2): prompts are filled up to the longest of the batch, and every
 *       row is computed until the longest answer ends. Only what was asked for is counted.
 * </ul>
 */
final class MixBenchmark {
  private record Lengths(int prompt, int answer) {}

  private enum Arm {
    CONTINUOUS,
    STATIC,
    PADDED
  }

  private MixBenchmark() {}

  static void run(BenchmarkArguments arguments, EngineOptions options) throws IOException {
    int shrink = arguments.number("shrink", 8);
    var requests =
        draw(
            lengths(arguments.file(), arguments.number("shrink-prompts", shrink), shrink),
            arguments.number("requests", 64),
            arguments.number("seed", 1));
    int tokens = requests.stream().mapToInt(Lengths::answer).sum();
    System.out.printf(
        "%d requests, prompts of %d and answers of %d tokens on average%n",
        requests.size(),
        requests.stream().mapToInt(Lengths::prompt).sum() / requests.size(),
        tokens / requests.size());
    var arms =
        Stream.of(arguments.text("arms").orElse("continuous,static,padded").split(","))
            .map(name -> Arm.valueOf(name.toUpperCase(Locale.ROOT)))
            .toList();
    for (int round = 0; round < arguments.number("rounds", 2); round++) {
      for (var arm : arms) {
        var rate = measure(arguments.model(), options, arm, requests, tokens);
        System.out.printf(
            Locale.ROOT,
            "%-10s %7.1f answer tokens/s of wall time, %7.1f of processor time%n",
            arm.name().toLowerCase(Locale.ROOT),
            rate.wall(),
            rate.processor());
      }
    }
  }

  private static Stopwatch.Rate measure(
      Path model, EngineOptions options, Arm arm, List<Lengths> requests, int tokens) {
    var whole = SchedulingPolicy.named("fcfs", "static").withStretch(Double.POSITIVE_INFINITY);
    var chosen = arm == Arm.CONTINUOUS ? options : options.withPolicy(whole);
    try (var engine = Engine.start(model, chosen)) {
      ask(engine, new Lengths(64, 32)).answer.join();
      var start = Stopwatch.now();
      if (arm == Arm.PADDED) {
        for (int i = 0; i < requests.size(); i += options.maxRunning()) {
          int end = Math.min(requests.size(), i + options.maxRunning());
          answer(engine, padded(requests.subList(i, end)));
        }
      } else {
        answer(engine, requests);
      }
      return Stopwatch.now().rate(tokens, start);
    }
  }

  private static List<Lengths> padded(List<Lengths> batch) {
    int prompt = batch.stream().mapToInt(Lengths::prompt).max().orElseThrow();
    int answer = batch.stream().mapToInt(Lengths::answer).max().orElseThrow();
    return Collections.nCopies(batch.size(), new Lengths(prompt, answer));
  }

  private static void answer(Engine engine, List<Lengths> requests) {
    var recorders = requests.stream().map(lengths -> ask(engine, lengths)).toList();
    for (int i = 0; i < requests.size(); i++) {
      int length = recorders.get(i).answer.join().ids().size();
      if (length != requests.get(i).answer) {
        throw new IllegalStateException("an answer ended after %d tokens".formatted(length));
      }
    }
  }

  private static Recorder ask(Engine engine, Lengths lengths) {
    var recorder = new Recorder();
    var prompt = Prompts.arbitrary(lengths.prompt, engine.vocabulary());
    engine.submit(prompt, Sampling.GREEDY, lengths.answer, recorder);
    return recorder;
  }

  private static List<Lengths> draw(List<Lengths> all, int count, int seed) {
    var random = new SplittableRandom(seed);
    return random.ints(count, 0, all.size()).mapToObj(all::get).toList();
  }

  /** The second and third column of a CSV file, which may be gzipped. */
  private static List<Lengths> lengths(Path file, int shrinkPrompts, int shrink)
      throws IOException {
    var all = new ArrayList<Lengths>();
    try (var in = open(file);
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      reader.readLine();
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        var cells = line.split(",", -1);
        all.add(
            new Lengths(
                Math.max(1, Integer.parseInt(cells[1].strip()) / shrinkPrompts),
                Math.max(1, Integer.parseInt(cells[2].strip()) / shrink)));
      }
    }
    return all;
  }

  private static InputStream open(Path file) throws IOException {
    var in = Files.newInputStream(file);
    return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
  }
}
