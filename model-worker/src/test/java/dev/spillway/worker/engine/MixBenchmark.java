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
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;

/**
 * Requests with the lengths of a trace, all there from the beginning: how many tokens of answers
 * per second?
 */
final class MixBenchmark {
  private record Lengths(int prompt, int answer) {}

  private MixBenchmark() {}

  static void run(BenchmarkArguments arguments, EngineOptions options) throws IOException {
    var policy = arguments.text("policy").map(SchedulingPolicy::parse);
    var chosen = policy.map(options::withPolicy).orElse(options);
    var requests =
        draw(
            lengths(arguments.file(), arguments.number("shrink", 8)),
            arguments.number("requests", 64),
            arguments.number("seed", 1));
    int tokens = requests.stream().mapToInt(Lengths::answer).sum();
    System.out.printf(
        "%d requests, prompts of %d and answers of %d tokens on average%n",
        requests.size(),
        requests.stream().mapToInt(Lengths::prompt).sum() / requests.size(),
        tokens / requests.size());
    var best = Stopwatch.Rate.NONE;
    for (int round = 0; round < arguments.number("rounds", 2); round++) {
      best = best.best(measure(arguments.model(), chosen, requests, tokens));
    }
    System.out.printf(
        Locale.ROOT,
        "answers: %.1f tokens/s of wall time, %.1f of processor time%n",
        best.wall(),
        best.processor());
  }

  private static Stopwatch.Rate measure(
      Path model, EngineOptions options, List<Lengths> requests, int tokens) {
    try (var engine = Engine.start(model, options)) {
      ask(engine, new Lengths(64, 32)).answer.join();
      var start = Stopwatch.now();
      requests.stream()
          .map(lengths -> ask(engine, lengths))
          .toList()
          .forEach(recorder -> recorder.answer.join());
      return Stopwatch.now().rate(tokens, start);
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
  private static List<Lengths> lengths(Path file, int shrink) throws IOException {
    var all = new ArrayList<Lengths>();
    try (var in = open(file);
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      reader.readLine();
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        var cells = line.split(",", -1);
        all.add(
            new Lengths(
                Math.max(1, Integer.parseInt(cells[1].strip()) / shrink),
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
