package dev.spillway.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.CallTimeout;
import dev.spillway.contracts.worker.Embedding;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.SharedPrefix;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.testkit.Await;
import dev.spillway.testkit.Ports;
import dev.spillway.testkit.Script;
import dev.spillway.testkit.StubWorker;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Against a real gRPC server. */
class GrpcWorkerTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final GrpcClient CLIENT =
      GrpcClient.client(VERTX, WorkerRegistry.transport(Duration.ofSeconds(5)));
  private static final GenerateRequest REQUEST =
      new GenerateRequest(
              "r", "m", List.of(new ChatMessage(Role.USER, "Hi")), Sampling.GREEDY.withMaxTokens(7))
          .of("0f8c3a52b1c94f0e9d7a6b5c4d3e2f10", Optional.of(new SharedPrefix("shared", 1)));

  private final StubWorker stub = new StubWorker("stub", "m");
  private final StubServer server = new StubServer(VERTX, stub);
  private final GrpcWorker worker = worker(server.port());

  private static GrpcWorker worker(int port) {
    return worker(port, () -> {});
  }

  private static GrpcWorker worker(int port, Runnable doubt) {
    return new GrpcWorker(
        VERTX,
        () -> CLIENT,
        SocketAddress.inetSocketAddress(port, "127.0.0.1"),
        Optional.of("the-token"),
        doubt);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @AfterAll
  static void stopVertx() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private EventQueue generate(GrpcWorker from) {
    var events = new EventQueue();
    from.generate(REQUEST).subscribe(events);
    return events;
  }

  @Test
  void a_worker_is_told_of_the_trace_in_the_call_s_metadata() {
    stub.says(Script.answer(0.5, "a"));
    var trace = Map.of("traceparent", "00-1-2-01", "tracestate", "vendor=7");
    var events = new EventQueue();
    worker.generate(REQUEST.tracedBy(trace)).subscribe(events);
    events.request(10);
    Await.until(() -> server.headers.contains("traceparent"));
    assertThat(server.headers.get("traceparent")).isEqualTo("00-1-2-01");
    assertThat(server.headers.get("tracestate")).isEqualTo("vendor=7");
  }

  @Test
  void a_worker_is_told_how_long_its_answer_is_waited_for() throws Exception {
    var events = new EventQueue();
    worker.generate(REQUEST.within(Duration.ofSeconds(7))).subscribe(events);
    events.request(10);
    events.complete().get(10, TimeUnit.SECONDS);
    var told = CallTimeout.read(server.headers.get("grpc-timeout"));
    assertThat(told).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(7));
    var others = generate(worker);
    others.request(10);
    others.complete().get(10, TimeUnit.SECONDS);
    assertThat(server.headers.contains("grpc-timeout")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "DEADLINE_EXCEEDED,deadline_exceeded",
    "UNAVAILABLE,worker_unavailable",
    "RESOURCE_EXHAUSTED,overloaded",
    "INVALID_ARGUMENT,worker_failed"
  })
  void a_status_without_an_answer_is_a_typed_failure(String status, String code) throws Exception {
    stub.says(Script.silent().fail(new IllegalStateException(status)));
    var events = generate(worker);
    events.request(10);
    assertThat(events.failure().code()).isEqualTo(code);
  }

  @Test
  void every_call_shows_the_token() throws Exception {
    worker.describe().toCompletableFuture().get(10, TimeUnit.SECONDS);
    assertThat(worker.embed(List.of("Hi")).toCompletableFuture())
        .failsWithin(Duration.ofSeconds(10));
    var events = generate(worker);
    events.request(10);
    events.complete().get(10, TimeUnit.SECONDS);
    assertThat(server.shown).hasSize(3).containsOnly("Bearer the-token");
  }

  @Test
  void an_answer_arrives_as_the_worker_said_it() throws Exception {
    stub.says(Script.started(5, 3).token("é", 0.5).finish(FinishReason.LENGTH, "x"));
    var events = generate(worker);
    events.request(10);
    assertThat(events.next()).isEqualTo(new GenerateEvent.Started(5, 3));
    assertThat(events.next()).isEqualTo(new GenerateEvent.Token(1, (float) Math.log(0.5), "é"));
    assertThat(events.next())
        .isEqualTo(new GenerateEvent.Finished(FinishReason.LENGTH, "x", new Usage(5, 3, 1)));
    events.complete().get(10, TimeUnit.SECONDS);
    assertThat(stub.nextCall().request()).isEqualTo(REQUEST);
  }

  @Test
  void the_tokens_of_a_prompt_arrive_or_why_they_were_not_counted() {
    stub.counts(
        request ->
            request.equals(REQUEST)
                ? CompletableFuture.completedFuture(17)
                : CompletableFuture.failedFuture(new IllegalStateException("another request")));
    assertThat(worker.count(REQUEST)).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(17);
    var cannot = ErrorKind.Unsupported.of("tools", "m", "use tools");
    stub.counts(request -> CompletableFuture.failedFuture(new SpillwayException(cannot)));
    assertUncounted(cannot);
    stub.counts(request -> CompletableFuture.failedFuture(new IllegalStateException("too old")));
    assertUncounted(new ErrorKind.WorkerFailed("the worker did not count tokens"));
  }

  private void assertUncounted(ErrorKind kind) {
    assertThat(worker.count(REQUEST))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            SpillwayException.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }

  @Test
  void texts_arrive_as_the_vectors_that_the_worker_made_of_them() throws Exception {
    var embeddings = new Embeddings("m", List.of(new Embedding(new float[] {0.5f, -2}, 3)));
    stub.embeds(
        texts ->
            texts.equals(List.of("é"))
                ? CompletableFuture.completedFuture(embeddings)
                : CompletableFuture.failedFuture(new IllegalStateException("INTERNAL")));
    assertThat(worker.embed(List.of("é")).toCompletableFuture().get(10, TimeUnit.SECONDS))
        .isEqualTo(embeddings);
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT,invalid_value",
    "UNIMPLEMENTED,worker_failed",
    "RESOURCE_EXHAUSTED,overloaded"
  })
  void a_text_that_is_not_embedded_is_a_typed_failure(String status, String code) {
    stub.embeds(texts -> CompletableFuture.failedFuture(new IllegalStateException(status)));
    assertThat(worker.embed(List.of("text")))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .havingCause()
        .satisfies(failure -> assertThat(SpillwayException.kindOf(failure).code()).isEqualTo(code));
  }

  @Test
  void only_what_was_asked_for_arrives() throws Exception {
    var events = generate(worker);
    events.request(1);
    assertThat(events.next()).isInstanceOf(GenerateEvent.Started.class);
    // A second call on the same connection goes through while the first one waits.
    var other = generate(worker);
    other.request(10);
    other.complete().get(10, TimeUnit.SECONDS);
    assertThat(events.arrived()).isZero();
    events.request(2);
    assertThat(events.next()).isInstanceOf(GenerateEvent.Token.class);
    assertThat(events.next()).isInstanceOf(GenerateEvent.Token.class);
  }

  static List<ErrorKind> kinds() {
    return List.of(
        new ErrorKind.ContextTooLong(2_000, 1_024),
        new ErrorKind.Overloaded("the queue is full", Duration.ofSeconds(3)),
        new ErrorKind.InvalidValue("stop", "stop is wrong"));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_failure_keeps_its_kind(ErrorKind kind) throws Exception {
    stub.says(Script.failing(kind));
    var events = generate(worker);
    events.request(10);
    assertThat(events.failure()).isEqualTo(kind);
  }

  @Test
  void cancelling_reaches_the_worker() throws Exception {
    stub.says(Script.started(1, 0).await(new CompletableFuture<>()));
    var events = generate(worker);
    events.request(10);
    events.next();
    events.cancel();
    stub.nextCall().cancelled().get(10, TimeUnit.SECONDS);
  }

  @Test
  void a_stream_that_ends_early_is_a_failed_worker() throws Exception {
    stub.says(Script.started(1, 0).end());
    var events = generate(worker);
    events.request(10);
    events.next();
    assertThat(events.failure()).isInstanceOf(ErrorKind.WorkerFailed.class);
  }

  @Test
  void a_worker_that_hands_its_answers_over_is_in_doubt_and_one_that_fails_at_one_is_not()
      throws Exception {
    var doubts = new AtomicInteger();
    var watched = worker(server.port(), doubts::incrementAndGet);
    stub.says(Script.started(1, 0).fail(new ErrorKind.WorkerFailed("no number")));
    var failing = generate(watched);
    failing.request(10);
    assertThat(failing.failure()).isInstanceOf(ErrorKind.WorkerFailed.class);
    assertThat(doubts).hasValue(0);
    stub.says(Script.started(1, 0).fail(new ErrorKind.WorkerUnavailable("m")));
    var handedOver = generate(watched);
    handedOver.request(10);
    assertThat(handedOver.failure()).isEqualTo(new ErrorKind.WorkerUnavailable("m"));
    assertThat(doubts).hasValue(1);
  }

  @Test
  void a_worker_that_goes_away_half_way_is_a_failed_worker() throws Exception {
    stub.says(Script.started(1, 0).await(new CompletableFuture<>()));
    var cable = new Cable(VERTX, server.port());
    var doubts = new AtomicInteger();
    var events = generate(worker(cable.port(), doubts::incrementAndGet));
    events.request(10);
    events.next();
    assertThat(doubts).hasValue(0);
    cable.cut();
    assertThat(events.failure()).isInstanceOf(ErrorKind.WorkerFailed.class);
    assertThat(doubts).hasValue(1);
    stub.nextCall().cancelled().get(10, TimeUnit.SECONDS);
  }

  @Test
  void a_worker_that_is_not_there_is_unavailable() throws Exception {
    var doubts = new AtomicInteger();
    var nowhere = worker(Ports.free(), doubts::incrementAndGet);
    var events = generate(nowhere);
    events.request(10);
    assertThat(events.failure()).isEqualTo(new ErrorKind.WorkerUnavailable("m"));
    assertThat(doubts).hasValue(1);
    assertThatThrownBy(() -> nowhere.describe().toCompletableFuture().get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(SpillwayException.class);
  }

  @Test
  void a_worker_says_what_it_serves() throws Exception {
    var info = worker.describe().toCompletableFuture().get(10, TimeUnit.SECONDS);
    assertThat(info.workerId()).isEqualTo("stub");
    assertThat(info.models()).extracting(model -> model.id()).containsExactly("m");
  }
}
