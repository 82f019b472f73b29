package dev.spillway.benchmarks.routing;

import dev.spillway.benchmarks.routing.EscalationCurve.Call;
import dev.spillway.router.routing.CascadeRouter;
import dev.spillway.router.routing.CascadeTrainer;
import dev.spillway.router.routing.Example;
import dev.spillway.router.routing.Example.Reply;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * RouteLLM's pair of models on its questions, which a share of strong calls is the cost of: by the
 * question alone, and after the weak model's answer. Questions on RouteLLM's exclusion list are
 * left out.
 */
final class PairBenchmark {
  private static final List<String> PAIR = List.of("mixtral-8x7b", "gpt-4-1106");
  private static final int FOLDS = 5;

  private final PrintStream out;
  private final StoredReplies mmlu;
  private final StoredReplies gsm8k;

  PairBenchmark(PrintStream out, StoredReplies rows) {
    this.out = out;
    var clean = rows.where("contaminated", "false");
    this.mmlu = clean.where("task", "mmlu");
    this.gsm8k = clean.where("task", "gsm8k");
  }

  void run() {
    out.printf("%-62s%7s%8s%8s%8s%n", "", "rows", "APGR", "CPT50", "CPT80");
    var labels = mute(mmlu.split("train", PAIR));
    var router = CascadeTrainer.read(labels).router();
    var test = mute(mmlu.split("test", PAIR));
    line("MMLU test, by length alone", byLength(test));
    line("MMLU test, by the question, %d labels".formatted(labels.size()), before(router, test));
    if (router.meaningModel().isPresent()) {
      line("MMLU test, the same router, nothing embedded in time", before(router, late(test)));
    }
    var everything = mute(gsm8k.examples(PAIR));
    line("GSM8K, by length alone", byLength(everything));
    line("GSM8K, by the question, no label of GSM8K", before(router, everything));
    if (router.meaningModel().isPresent()) {
      line("GSM8K, the same router, nothing embedded in time", before(router, late(everything)));
    }
    line(
        "GSM8K test alone, by the question, no label of GSM8K",
        before(router, mute(gsm8k.split("test", PAIR))));

    var learned = strongMute(gsm8k.split("train", PAIR));
    line(
        "GSM8K test, after the weak answer, %d labels".formatted(learned.size()),
        after(CascadeTrainer.read(learned).router(), strongMute(gsm8k.split("test", PAIR))));
    line("GSM8K, after the weak answer, in %d folds".formatted(FOLDS), inFolds());
  }

  private void line(String name, List<Call> calls) {
    var curve = new EscalationCurve(calls);
    out.printf(
        "%-62s%7d%8.3f%7.1f%%%7.1f%%%n",
        name, calls.size(), curve.apgr(), 100 * curve.callsFor(0.5), 100 * curve.callsFor(0.8));
  }

  private List<Call> inFolds() {
    var all = strongMute(gsm8k.examples(PAIR));
    var calls = new ArrayList<Call>();
    for (int number = 0; number < FOLDS; number++) {
      int fold = number;
      var kept = IntStream.range(0, all.size()).filter(i -> i % FOLDS == fold).mapToObj(all::get);
      var seen = IntStream.range(0, all.size()).filter(i -> i % FOLDS != fold).mapToObj(all::get);
      calls.addAll(after(CascadeTrainer.read(seen.toList()).router(), kept.toList()));
    }
    return calls;
  }

  private static List<Call> byLength(List<Example> examples) {
    return examples.stream().map(each -> call(each, each.question().length())).toList();
  }

  private static List<Call> before(CascadeRouter router, List<Example> examples) {
    return examples.stream()
        .map(
            each -> {
              var asked = router.deliberate(each.question(), each.meaning());
              return call(each, asked.confidenceAfter(1) - asked.confidenceAfter(0));
            })
        .toList();
  }

  private static List<Call> after(CascadeRouter router, List<Example> examples) {
    return examples.stream()
        .map(
            each -> {
              var asked = router.deliberate(each.question(), each.meaning());
              var weak = each.replies().getFirst();
              asked.replied(0, weak.text(), weak.cost(), weak.tokens());
              return call(each, asked.confidenceAfter(1) - asked.confidence().orElseThrow());
            })
        .toList();
  }

  private static Call call(Example example, double expected) {
    return new Call(
        expected, example.replies().get(0).quality(), example.replies().get(1).quality());
  }

  /** Without what the questions mean. */
  private static List<Example> late(List<Example> examples) {
    return examples.stream().map(each -> new Example(each.question(), each.replies())).toList();
  }

  /** Without what anybody said. */
  private static List<Example> mute(List<Example> examples) {
    return examples.stream().map(each -> without(each, 0)).map(each -> without(each, 1)).toList();
  }

  /** Without what the strong model said, which nobody knows when it is decided to call it. */
  private static List<Example> strongMute(List<Example> examples) {
    return examples.stream().map(each -> without(each, 1)).toList();
  }

  private static Example without(Example example, int tier) {
    var replies = new ArrayList<>(example.replies());
    var said = replies.get(tier);
    replies.set(tier, new Reply("", said.quality(), tier));
    return example.with(replies);
  }
}
