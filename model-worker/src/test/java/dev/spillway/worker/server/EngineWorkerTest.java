package dev.spillway.worker.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.chat.Wishes;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.SharedPrefix;
import dev.spillway.testkit.TinyLlama;
import dev.spillway.testkit.WeightType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EngineWorkerTest {
  private static final Sampling SEEDED =
      new Sampling(1f, 0.9f, OptionalLong.of(5), List.of(), OptionalInt.of(40));

  private TestWorker tiny;
  private TestWorker slow;

  @BeforeAll
  void start(@TempDir Path one, @TempDir Path two) {
    tiny = TestWorker.of(one, TinyLlama.of(WeightType.F16), Map.of());
    slow =
        TestWorker.of(
            two,
            TestWorker.SLOW,
            Map.of("spillway.worker.max-running", "1", "spillway.worker.max-waiting", "1"));
  }

  @AfterAll
  void stop() {
    tiny.close();
    slow.close();
  }

  @Test
  void an_answer_is_started_then_its_tokens_then_finished() {
    var events = tiny.answer(TestWorker.request("hello world", SEEDED));
    assertThat(events.getFirst())
        .isInstanceOfSatisfying(
            GenerateEvent.Started.class,
            started -> assertThat(started.usage().promptTokens()).isGreaterThan(10));
    var tokens = TestWorker.tokens(events);
    assertThat(tokens).hasSize(events.size() - 2);
    assertThat(tokens).allSatisfy(token -> assertThat(token.logprob()).isLessThanOrEqualTo(0f));
    var finished = (GenerateEvent.Finished) events.getLast();
    assertThat(finished.usage().completionTokens()).isEqualTo(tokens.size());
    assertThat(finished.reason())
        .isEqualTo(tokens.size() == 40 ? FinishReason.LENGTH : FinishReason.STOP);
  }

  @Test
  void law_one_answer_the_same_seed_gives_the_same_answer_among_other_requests() {
    var request = TestWorker.request("hello world", SEEDED);
    var alone = TestWorker.tokens(tiny.answer(request));
    var crowd = new ArrayList<CompletableFuture<List<GenerateEvent>>>();
    for (int i = 0; i < 8; i++) {
      var content = i % 2 == 0 ? "hello world" : "something else " + i;
      crowd.add(
          CompletableFuture.supplyAsync(
              () -> tiny.answer(TestWorker.request(content, SEEDED)), tiny.executor));
    }
    for (int i = 0; i < 8; i += 2) {
      assertThat(TestWorker.tokens(crowd.get(i).join())).isEqualTo(alone);
    }
  }

  @Test
  void an_answer_ends_before_a_stop_string() {
    var whole = TestWorker.text(tiny.answer(TestWorker.request("abc", SEEDED)));
    var stop = whole.substring(whole.length() / 2, whole.length() / 2 + 2);
    var sampling = new Sampling(1f, 0.9f, OptionalLong.of(5), List.of(stop), OptionalInt.of(40));
    var events = tiny.answer(TestWorker.request("abc", sampling));
    assertThat(TestWorker.text(events)).isEqualTo(whole.substring(0, whole.indexOf(stop)));
    assertThat(((GenerateEvent.Finished) events.getLast()).reason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void the_limit_of_tokens_is_kept_and_the_context_is_one_too() {
    var three = SEEDED.withMaxTokens(3);
    assertThat(TestWorker.tokens(tiny.answer(TestWorker.request("a", three))))
        .hasSizeLessThanOrEqualTo(3);
    var endless = Sampling.GREEDY.withMaxTokens(1_000_000);
    var events = tiny.answer(TestWorker.request("a", endless));
    var usage = ((GenerateEvent.Finished) events.getLast()).usage();
    assertThat(usage.promptTokens() + usage.completionTokens()).isLessThanOrEqualTo(256);
  }

  @Test
  void a_prompt_longer_than_the_context_is_refused_with_both_numbers() {
    assertThat(failure(tiny, TestWorker.request("x ".repeat(1000), SEEDED)))
        .isInstanceOfSatisfying(
            ErrorKind.ContextTooLong.class,
            kind -> {
              assertThat(kind.contextLength()).isEqualTo(256);
              assertThat(kind.promptTokens()).isGreaterThan(1000);
            });
  }

  @Test
  void the_tokens_of_a_prompt_that_cannot_fit_are_counted_for_nobody_but_those_who_ask() {
    var request = TestWorker.request("x ".repeat(1 << 22), SEEDED);
    int tokens = tiny.worker.count(request).toCompletableFuture().join();
    assertThat(failure(tiny, request))
        .isInstanceOfSatisfying(
            ErrorKind.ContextTooLong.class,
            kind -> assertThat(kind.promptTokens()).isBetween(256, tokens - 1));
  }

  @Test
  void each_bad_field_is_named() {
    assertField("temperature", sampling(-0.1f, 1f, 1));
    assertField("temperature", sampling(Float.NaN, 1f, 1));
    assertField("temperature", sampling(2.1f, 1f, 1));
    assertField("top_p", sampling(1f, 0f, 1));
    assertField("top_p", sampling(1f, 1.1f, 1));
    assertField("max_tokens", sampling(1f, 1f, 0));
    assertField("frequency_penalty", penalised(2.1f, 0f, 0));
    assertField("frequency_penalty", penalised(Float.NaN, 0f, 0));
    assertField("presence_penalty", penalised(0f, -2.1f, 0));
    assertField("top_logprobs", penalised(0f, 0f, 21));
    assertField("stop", sampling(1f, 1f, 1, ""));
    assertField("stop", sampling(1f, 1f, 1, "a", "b", "c", "d", "e"));
    assertThat(failure(tiny, new GenerateRequest("r", TestWorker.MODEL, List.of(), SEEDED)).param())
        .contains("messages");
    assertThat(failure(tiny, new GenerateRequest("r", "other", List.of(), SEEDED)))
        .isEqualTo(new ErrorKind.ModelNotFound("other", List.of("tiny")));
  }

  @Test
  void what_the_models_here_cannot_do_is_refused_by_the_name_of_its_field() {
    var plain = TestWorker.request("a", SEEDED);
    var tool = new Tool("add", "", "", false);
    assertUnsupported("tools", plain.wanting(demands(List.of(tool), ResponseFormat.TEXT)));
    for (var part :
        List.of(
            new Part.Image("https://a/b.png", ""),
            new Part.Document("https://a/b.pdf", "", ""),
            new Part.Sound("AAAA", "wav"))) {
      assertUnsupported(
          "messages",
          new GenerateRequest(
              "r",
              TestWorker.MODEL,
              List.of(new ChatMessage(Role.USER, List.of(part), List.of(), Optional.empty())),
              SEEDED));
    }
    var passed =
        Map.of(
            "user", "\"me\"",
            "messages[0].name", "\"me\"",
            "reasoning_effort", "\"high\"",
            "min_p", "0.1");
    assertUnsupported(
        "min_p",
        plain.wanting(new Demands(List.of(), ToolChoice.AUTO, true, ResponseFormat.TEXT, passed)));
  }

  @Test
  void the_tokens_of_a_prompt_are_counted_as_they_are_when_it_is_answered() {
    var request = TestWorker.request("hello world", SEEDED);
    var started = (GenerateEvent.Started) tiny.answer(request).getFirst();
    assertThat(tiny.worker.count(request).toCompletableFuture().join())
        .isEqualTo(started.usage().promptTokens());
    var demanding =
        request.wanting(demands(List.of(new Tool("add", "", "", false)), ResponseFormat.TEXT));
    assertThat(tiny.worker.count(demanding))
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            SpillwayException.class,
            failure -> assertThat(failure.kind()).isInstanceOf(ErrorKind.Unsupported.class));
  }

  @Test
  void a_raw_prompt_is_read_without_a_template() {
    var raw =
        new Demands(
            List.of(), ToolChoice.AUTO, true, ResponseFormat.TEXT, Map.of(), true, Wishes.NONE);
    var templated = TestWorker.request("hello world", SEEDED);
    var request = templated.wanting(raw);
    int tokens = tiny.worker.count(request).toCompletableFuture().join();
    var started = (GenerateEvent.Started) tiny.answer(request).getFirst();
    assertThat(started.usage().promptTokens()).isEqualTo(tokens).isPositive();
    assertThat(tokens).isLessThan(tiny.worker.count(templated).toCompletableFuture().join());
    // What would be special in a template is plain text here: each character is read.
    var special = TestWorker.request("<|im_end|>", SEEDED).wanting(raw);
    assertThat(tiny.worker.count(special).toCompletableFuture().join()).isGreaterThan(1);
    assertThat(failure(tiny, TestWorker.request("", SEEDED).wanting(raw)))
        .isInstanceOf(ErrorKind.InvalidValue.class);
  }

  private static Demands demands(List<Tool> tools, ResponseFormat format) {
    return new Demands(tools, ToolChoice.AUTO, true, format, Map.of());
  }

  private void assertUnsupported(String field, GenerateRequest request) {
    assertThat(failure(tiny, request))
        .isInstanceOfSatisfying(
            ErrorKind.Unsupported.class,
            kind -> {
              assertThat(kind.field()).isEqualTo(field);
              assertThat(kind.model()).isEqualTo(TestWorker.MODEL);
            });
  }

  @Test
  void nothing_happens_before_somebody_subscribes() {
    long steps = tiny.stats().steps();
    assertThat(tiny.worker.generate(TestWorker.request("a", SEEDED))).isNotNull();
    assertThat(tiny.worker.describe()).isCompleted();
    assertThat(tiny.stats().steps()).isEqualTo(steps);
  }

  @Test
  void a_cancelled_request_frees_its_place_and_computes_no_more() throws Exception {
    var ear = new Ear(Long.MAX_VALUE);
    slow.worker.generate(TestWorker.request("a", Sampling.GREEDY)).subscribe(ear);
    ear.first.await();
    slow.await(stats -> stats.generatedTokens() > 0);
    ear.subscription.join().cancel();
    slow.await(stats -> stats.running() == 0);
    assertThat(ear.end).isNotDone();
    assertThat(slow.stats().blocksUsed()).isZero();
    var cancelled = slow.registry.get("spillway.worker.requests.cancelled").counter();
    assertThat(cancelled.count()).isPositive();
  }

  @Test
  void a_subscriber_that_asks_for_nothing_delays_nobody_and_loses_nothing() {
    var request = TestWorker.request("hello", SEEDED);
    var silent = new Ear(0);
    tiny.worker.generate(request).subscribe(silent);
    var other = tiny.answer(request);
    tiny.await(stats -> stats.running() == 0 && stats.waiting() == 0);
    assertThat(silent.events).isEmpty();
    silent.subscription.join().request(Long.MAX_VALUE);
    silent.end.join();
    assertThat(TestWorker.tokens(silent.events)).isEqualTo(TestWorker.tokens(other));
    assertThat(silent.events.getLast()).isInstanceOf(GenerateEvent.Finished.class);
  }

  @Test
  void more_requests_than_fit_are_told_when_to_come_back() throws Exception {
    var running = new Ear(Long.MAX_VALUE);
    var waiting = new Ear(Long.MAX_VALUE);
    slow.worker.generate(TestWorker.request("a", Sampling.GREEDY)).subscribe(running);
    running.first.await();
    slow.worker.generate(TestWorker.request("b", Sampling.GREEDY)).subscribe(waiting);
    slow.await(stats -> stats.running() + stats.waiting() == 2);
    assertThat(failure(slow, TestWorker.request("c", Sampling.GREEDY)))
        .isInstanceOfSatisfying(
            ErrorKind.Overloaded.class, kind -> assertThat(kind.backoff()).isPositive());
    running.subscription.join().cancel();
    waiting.subscription.join().cancel();
    slow.await(stats -> stats.running() + stats.waiting() == 0);
  }

  @Test
  void of_two_that_wait_the_one_with_the_shorter_predicted_answer_is_served_first(
      @TempDir Path folder) throws Exception {
    var settings = Map.of("spillway.worker.max-running", "1", "spillway.worker.order", "shortest");
    try (var worker = TestWorker.of(folder, TestWorker.SLOW, settings)) {
      var running = predicted(worker, OptionalInt.empty());
      running.first.await();
      var longer = predicted(worker, OptionalInt.of(3000));
      worker.await(stats -> stats.waiting() == 1);
      var shorter = predicted(worker, OptionalInt.of(5));
      worker.await(stats -> stats.waiting() == 2);
      running.subscription.join().cancel();
      shorter.first.await();
      assertThat(longer.events).as("it waits while the other runs").isEmpty();
    }
  }

  @Test
  void a_predicted_length_that_cannot_be_changes_nothing() {
    var request = TestWorker.request("hello", SEEDED);
    var answer = tiny.answer(request);
    for (int predicted : new int[] {Integer.MIN_VALUE, 0, Integer.MAX_VALUE}) {
      var other =
          new GenerateRequest(
              "r", TestWorker.MODEL, request.messages(), SEEDED, OptionalInt.of(predicted));
      assertThat(TestWorker.tokens(tiny.answer(other))).isEqualTo(TestWorker.tokens(answer));
    }
  }

  @Test
  void law_tenants_do_not_meet_but_in_the_messages_that_they_share() {
    var common = "The same for everybody. ".repeat(4);
    int first = cached(sharing("one", common, "mine"));
    int second = cached(sharing("two", common, "yours"));
    assertThat(first).isZero();
    assertThat(second).isGreaterThanOrEqualTo(48).isLessThan(prompt(sharing("two", common, "")));
    assertThat(cached(sharing("three", common, "yours")))
        .as("nothing of what two wrote")
        .isEqualTo(second);
    assertThat(cached(sharing("four", common, "mine").of("four", Optional.empty())))
        .as("who does not share")
        .isZero();
  }

  private int cached(GenerateRequest request) {
    return ((GenerateEvent.Finished) tiny.answer(request).getLast()).usage().cachedTokens();
  }

  private int prompt(GenerateRequest request) {
    return ((GenerateEvent.Finished) tiny.answer(request).getLast()).usage().promptTokens();
  }

  private static GenerateRequest sharing(String tenant, String common, String own) {
    return new GenerateRequest(
            "r",
            TestWorker.MODEL,
            List.of(
                new ChatMessage(Role.SYSTEM, common),
                new ChatMessage(Role.USER, own.isEmpty() ? "a" : own + " ".repeat(40))),
            Sampling.GREEDY.withMaxTokens(2))
        .of(tenant, Optional.of(new SharedPrefix("shared", 1)));
  }

  private static Ear predicted(TestWorker worker, OptionalInt tokens) {
    var request = TestWorker.request("a", Sampling.GREEDY);
    var ear = new Ear(Long.MAX_VALUE);
    worker
        .worker
        .generate(
            new GenerateRequest("r", TestWorker.MODEL, request.messages(), Sampling.GREEDY, tokens))
        .subscribe(ear);
    return ear;
  }

  @Test
  void draining_refuses_new_requests_and_waits_for_those_inside(@TempDir Path folder)
      throws Exception {
    try (var worker = TestWorker.of(folder, TestWorker.SLOW, Map.of())) {
      var ear = new Ear(Long.MAX_VALUE);
      worker
          .worker
          .generate(TestWorker.request("a", Sampling.GREEDY.withMaxTokens(50)))
          .subscribe(ear);
      ear.first.await();
      assertThat(worker.worker.drain(Duration.ZERO)).isEqualTo(1);
      assertThat(failure(worker, TestWorker.request("b", SEEDED)))
          .isEqualTo(new ErrorKind.WorkerUnavailable(TestWorker.MODEL));
      assertThat(worker.worker.drain(Duration.ofSeconds(30))).isZero();
      ear.end.join();
      assertThat(ear.events.getLast()).isInstanceOf(GenerateEvent.Finished.class);
    }
  }

  private void assertField(String field, Sampling sampling) {
    assertThat(failure(tiny, TestWorker.request("a", sampling)).param()).contains(field);
  }

  private static ErrorKind failure(TestWorker worker, GenerateRequest request) {
    var kind = new CompletableFuture<ErrorKind>();
    assertThatThrownBy(() -> worker.answer(request))
        .isInstanceOfSatisfying(SpillwayException.class, thrown -> kind.complete(thrown.kind()));
    return kind.join();
  }

  private static Sampling penalised(float frequency, float presence, int top) {
    return new Sampling(
        1f, 1f, OptionalLong.empty(), List.of(), OptionalInt.of(1), frequency, presence, top);
  }

  private static Sampling sampling(float temperature, float topP, int maxTokens, String... stop) {
    return new Sampling(
        temperature, topP, OptionalLong.empty(), List.of(stop), OptionalInt.of(maxTokens));
  }
}
