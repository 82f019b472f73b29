package dev.spillway.worker.engine;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.worker.engine.Stopwatch.Rate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tokens per second of reading a prompt and of several answers together, beside a peer's. */
final class SpeedBenchmark {
  private static final int READ = 512;
  private static final int PROMPT = 64;
  private static final int ANSWER = 32;

  /** One measurement: so many answers together, or, with none, a prompt alone. */
  private record Point(int streams) {
    String name() {
      return streams == 0 ? "prompt of " + READ : streams + " together";
    }
  }

  private SpeedBenchmark() {}

  static void run(BenchmarkArguments arguments, EngineOptions options) throws IOException {
    var streams = arguments.text("streams").orElse("0,1,8,16").split(",");
    var points = Arrays.stream(streams).map(n -> new Point(Integer.parseInt(n))).toList();
    var peer = arguments.text("peer").orElse(null);
    int rounds = arguments.number("rounds", 3);
    var own = new Rate[points.size()];
    var others = new Rate[points.size()];
    Arrays.fill(own, Rate.NONE);
    Arrays.fill(others, Rate.NONE);
    try (var engine = Engine.start(arguments.model(), options)) {
      decode(engine, 2);
      for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < own.length; i++) {
          int n = points.get(i).streams;
          own[i] = own[i].best(n == 0 ? read(engine) : decode(engine, n));
          if (peer != null) {
            others[i] = others[i].best(ask(peer, arguments.model(), n, options.threads()));
          }
        }
      }
    }
    report(points, own, peer == null ? null : others);
  }

  private static Rate read(Engine engine) {
    var recorder = new Recorder();
    var start = Stopwatch.now();
    engine.submit(Prompts.arbitrary(READ, engine.vocabulary()), Sampling.GREEDY, 1, recorder);
    recorder.answer.join();
    return Stopwatch.now().rate(READ, start);
  }

  /** From when all have begun to when the first ends: so many together all the time. */
  private static Rate decode(Engine engine, int streams) {
    var window = new Window(streams, ANSWER + 2);
    var recorders = new ArrayList<Recorder>();
    for (int i = 0; i < streams; i++) {
      var recorder = new Recorder(window::onToken);
      recorders.add(recorder);
      var prompt = Prompts.arbitrary(PROMPT, engine.vocabulary());
      engine.submit(prompt, Sampling.GREEDY, ANSWER + 2 + streams, recorder);
    }
    recorders.forEach(recorder -> recorder.answer.join());
    return window.rate();
  }

  /** Counts tokens, on the engine's thread. */
  private static final class Window {
    private final int streams;
    private final int most;
    private int begun;
    private int tokens;
    private @Nullable Stopwatch start;
    private volatile @Nullable Rate rate;

    Window(int streams, int most) {
      this.streams = streams;
      this.most = most;
    }

    void onToken(int soFar) {
      if (start != null) {
        tokens++;
      } else if (soFar == 1 && ++begun == streams) {
        start = Stopwatch.now();
      }
      if (start != null && rate == null && tokens == streams * (most - 2)) {
        rate = Stopwatch.now().rate(tokens, start);
      }
    }

    Rate rate() {
      var result = rate;
      if (result == null) {
        throw new IllegalStateException("an answer ended too early");
      }
      return result;
    }
  }

  /** Runs {@code PEER MODEL SEQUENCES PROMPT NEW THREADS}, which prints its rates as JSON. */
  private static Rate ask(String peer, Path model, int streams, int threads) throws IOException {
    var command =
        List.of(
            peer,
            model.toString(),
            Integer.toString(Math.max(1, streams)),
            Integer.toString(streams == 0 ? READ : PROMPT),
            Integer.toString(streams == 0 ? 1 : ANSWER),
            Integer.toString(threads));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    var phase = streams == 0 ? "prefill" : "decode";
    return new Rate(
        number(output, phase + "_tokens_per_s"), number(output, phase + "_tokens_per_cpu_s"));
  }

  private static double number(String json, String name) {
    var matcher = Pattern.compile('"' + name + "\":([0-9.]+)").matcher(json);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
  }

  private static void report(List<Point> points, Rate[] own, Rate @Nullable [] others) {
    System.out.printf("%-16s %10s %10s", "tokens/s", "wall", "processor");
    System.out.println(others == null ? "" : "  |       peer: the same  |     ratio: the same");
    for (int i = 0; i < own.length; i++) {
      var name = points.get(i).name();
      System.out.printf(
          Locale.ROOT, "%-16s %10.1f %10.1f", name, own[i].wall(), own[i].processor());
      if (others != null) {
        System.out.printf(
            Locale.ROOT,
            "  | %10.1f %10.1f  | %9.2f %9.2f",
            others[i].wall(),
            others[i].processor(),
            own[i].wall() / others[i].wall(),
            own[i].processor() / others[i].processor());
      }
      System.out.println();
    }
  }
}
