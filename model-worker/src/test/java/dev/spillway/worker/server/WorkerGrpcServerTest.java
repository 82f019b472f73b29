package dev.spillway.worker.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.proto.GenerateEvent;
import dev.spillway.contracts.worker.GenerateEvent.Finished;
import dev.spillway.contracts.worker.GenerateEvent.Started;
import dev.spillway.contracts.worker.WorkerCodec;
import dev.spillway.contracts.worker.WorkerInfo;
import dev.spillway.testkit.Await;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.grpc.common.GrpcStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The worker's protocol over real sockets. */
class WorkerGrpcServerTest {
  private final Vertx vertx = Vertx.vertx();
  private TestWorker subject;
  private WireClient client;
  private WorkerGrpcServer server;
  private HttpServer listening;
  private int port;

  @BeforeEach
  void start(@TempDir Path folder) {
    subject =
        TestWorker.of(
            folder,
            TestWorker.SLOW,
            Map.of(
                "spillway.worker.max-message-size", "64K", "spillway.worker.token", "the-token"));
    var router = Router.router(vertx);
    server = new WorkerGrpcServer(subject.worker, subject.config);
    server.mount(router, vertx);
    listening =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "localhost")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    port = listening.actualPort();
    client = new WireClient(port, "Bearer the-token");
  }

  @AfterEach
  void stop() {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    subject.close();
  }

  @Test
  void describe_names_the_models_with_context_and_fingerprint_and_what_they_can_do_at_once() {
    var model = subject.models.get(TestWorker.MODEL);
    assertThat(model.info().fingerprint()).hasSize(64);
    var told = WorkerCodec.read(client.describe());
    assertThat(told)
        .isEqualTo(
            new WorkerInfo(
                "worker-1", List.of(model.info()), Map.of(TestWorker.MODEL, model.load())));
    var load = told.load(TestWorker.MODEL);
    assertThat(load.places()).isEqualTo(model.engine().mostRunning()).isPositive();
    assertThat(load.kvTokens()).isGreaterThanOrEqualTo(model.info().contextLength());
    assertThat(load.running()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer the-toke", "Bearer the-token2", "the-token"})
  void who_does_not_show_the_token_is_told_nothing(String shown) {
    try (var stranger = new WireClient(port, shown)) {
      var call = stranger.generate(endless());
      assertThat(call.all()).isEmpty();
      assertThat(call.status).isCompletedWithValue(GrpcStatus.UNAUTHENTICATED);
      assertThat(stranger.embed(List.of("Hi"))).isEmpty();
      assertThat(stranger.embedStatus).isEqualTo(GrpcStatus.UNAUTHENTICATED);
    }
    assertThat(subject.stats().running()).isZero();
  }

  @Test
  void texts_are_embedded_over_the_wire_as_in_process() {
    var texts = List.of("What is the capital of France?", "17 + 25");
    var here = subject.embedder.embed(texts).toCompletableFuture().join();
    assertThat(client.embed(texts).map(WorkerCodec::read)).hasValue(here);
    assertThat(client.embed(List.of())).isEmpty();
    assertThat(client.embedStatus).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
  }

  @Test
  void a_generation_over_the_wire_is_the_one_in_process() {
    var request = TestWorker.request("hello", Sampling.GREEDY.withMaxTokens(40));
    var call = client.generate(WorkerCodec.write(request));
    var events = call.all();
    assertThat(call.status).isCompletedWithValue(GrpcStatus.OK);
    var here = subject.answer(request);
    assertThat(events).hasSameSizeAs(here);
    // The first and the last tell how much was found computed, which was nothing the first time.
    for (int i = 1; i + 1 < here.size(); i++) {
      assertThat(WorkerCodec.read(events.get(i))).isEqualTo(here.get(i));
    }
    assertThat(WorkerCodec.read(events.getFirst())).isInstanceOf(Started.class);
    assertThat(WorkerCodec.read(events.getLast())).isInstanceOf(Finished.class);
  }

  @Test
  void resetting_the_call_stops_the_computing() throws Exception {
    var call = client.generate(endless());
    assertThat(call.next().hasStarted()).isTrue();
    assertThat(call.next().hasToken()).isTrue();
    assertThat(subject.stats().running()).isEqualTo(1);
    call.cancel();
    assertStoppedEarly();
  }

  @Test
  void a_call_whose_time_is_over_ends_with_that_status_and_stops_the_computing() throws Exception {
    var call = client.generate(endless(), Optional.of("300m"));
    assertThat(call.next().hasStarted()).isTrue();
    assertThat(call.next().hasToken()).isTrue();
    var events = call.all();
    assertThat(call.status).isCompletedWithValue(GrpcStatus.DEADLINE_EXCEEDED);
    assertThat(events).noneMatch(event -> event.hasFinished() || event.hasFailed());
    assertStoppedEarly();
    assertThat(server.drain(Duration.ofSeconds(30))).isZero();
  }

  @Test
  void a_call_that_still_waits_when_its_time_is_over_is_not_computed() throws Exception {
    var calls = Stream.generate(() -> client.generate(endless())).limit(64).toList();
    subject.await(now -> now.waiting() > 0);
    var call = client.generate(endless(), Optional.of("50m"));
    assertThat(call.all()).isEmpty();
    assertThat(call.status).isCompletedWithValue(GrpcStatus.DEADLINE_EXCEEDED);
    calls.forEach(WireClient.Call::cancel);
    assertThat(subject.await(now -> now.running() == 0).blocksUsed()).isZero();
  }

  @Test
  void an_answer_that_is_in_time_is_whole_and_a_time_that_cannot_be_read_is_refused() {
    var request = WorkerCodec.write(TestWorker.request("a", Sampling.GREEDY.withMaxTokens(5)));
    var call = client.generate(request, Optional.of("1M"));
    assertThat(call.all().getLast().hasFinished()).isTrue();
    assertThat(call.status).isCompletedWithValue(GrpcStatus.OK);
    var odd = client.generate(request, Optional.of("soon"));
    assertThat(odd.all()).isEmpty();
    assertThat(odd.status).isCompletedWithValue(GrpcStatus.INVALID_ARGUMENT);
    assertThat(server.drain(Duration.ofSeconds(30))).isZero();
  }

  @Test
  void a_broken_connection_stops_the_computing() throws Exception {
    var call = client.generate(endless());
    assertThat(call.next().hasStarted()).isTrue();
    assertThat(call.next().hasToken()).isTrue();
    call.disconnect();
    assertStoppedEarly();
  }

  private void assertStoppedEarly() {
    var stats = subject.await(now -> now.running() == 0);
    assertThat(stats.generatedTokens()).isLessThan(TestWorker.SLOW.context() / 2);
    assertThat(stats.blocksUsed()).isZero();
    // Counted after the engine was told.
    var cancelled = "spillway.worker.requests.cancelled";
    Await.until(() -> subject.registry.find(cancelled).counters().size() == 1);
    assertThat(subject.registry.get(cancelled).counter().count()).isEqualTo(1);
  }

  @Test
  void law_failures_are_typed_on_the_wire_too() {
    var unknown = WorkerCodec.write(TestWorker.request("a", Sampling.GREEDY)).toBuilder();
    assertFailed(unknown.setModel("other").build(), "model_not_found", "model");
    var hot = WorkerCodec.write(TestWorker.request("a", Sampling.GREEDY)).toBuilder();
    hot.getSamplingBuilder().setTemperature(9f);
    assertFailed(hot.build(), "invalid_value", "temperature");
    var mute = WorkerCodec.write(TestWorker.request("a", Sampling.GREEDY)).toBuilder();
    assertFailed(mute.clearMessages().build(), "invalid_value", "messages");
    var odd = WorkerCodec.write(TestWorker.request("a", Sampling.GREEDY)).toBuilder();
    odd.getMessagesBuilder(0).setRole("narrator");
    assertFailed(odd.build(), "invalid_value", "messages");
    var wordy = WorkerCodec.write(TestWorker.request("x ".repeat(5000), Sampling.GREEDY));
    var failed = assertFailed(wordy, "context_length_exceeded", "messages");
    assertThat(failed.getFailed().getContextLength()).isEqualTo(TestWorker.SLOW.context());
    assertThat(failed.getFailed().getMessage()).doesNotContain("x x");
  }

  private GenerateEvent assertFailed(
      dev.spillway.contracts.proto.GenerateRequest request, String code, String param) {
    var call = client.generate(request);
    var events = call.all();
    assertThat(call.status).isCompletedWithValue(GrpcStatus.OK);
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().getFailed().getCode()).isEqualTo(code);
    assertThat(events.getFirst().getFailed().getParam()).isEqualTo(param);
    return events.getFirst();
  }

  @Test
  void a_message_over_the_limit_is_refused_and_the_worker_goes_on() {
    var huge = WorkerCodec.write(TestWorker.request("x".repeat(100_000), Sampling.GREEDY));
    var call = client.generate(huge);
    assertThat(
            call.status
                .handle((status, failure) -> failure != null || !GrpcStatus.OK.equals(status))
                .join())
        .isTrue();
    assertThat(client.describe().getModelsCount()).isEqualTo(1);
  }

  @Test
  void a_worker_that_stops_is_unavailable_to_new_calls() {
    assertThat(server.drain(Duration.ZERO)).isZero();
    var call = client.generate(endless());
    assertThat(call.all()).isEmpty();
    assertThat(call.status).isCompletedWithValue(GrpcStatus.UNAVAILABLE);
  }

  @Test
  void a_worker_that_stops_has_sent_the_last_byte_of_what_it_began() throws Exception {
    var request = WorkerCodec.write(TestWorker.request("a", Sampling.GREEDY.withMaxTokens(60)));
    var calls = Stream.generate(() -> client.generate(request)).limit(8).toList();
    for (var call : calls) {
      call.next();
    }
    assertThat(server.drain(Duration.ofSeconds(30))).isZero();
    listening.close();
    for (var call : calls) {
      assertThat(call.all().getLast().hasFinished()).isTrue();
      assertThat(call.status).isCompletedWithValue(GrpcStatus.OK);
    }
  }

  @Test
  void an_answer_that_is_handed_over_ends_with_a_typed_event_and_computes_no_more()
      throws Exception {
    var call = client.generate(endless());
    assertThat(call.next().hasStarted()).isTrue();
    assertThat(call.next().hasToken()).isTrue();
    assertThat(server.drain(Duration.ZERO)).isEqualTo(1);
    server.handOver();
    assertThat(call.all().getLast().getFailed().getCode()).isEqualTo("worker_unavailable");
    assertThat(call.all().getLast().getFailed().getModel()).isEqualTo(TestWorker.MODEL);
    assertThat(call.status).isCompletedWithValue(GrpcStatus.OK);
    assertThat(server.drain(Duration.ofSeconds(30))).isZero();
    assertStoppedEarly();
  }

  @Test
  void what_is_not_grpc_is_refused_as_http() throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var uri = URI.create("http://localhost:" + port + "/spillway.worker.v1.ModelWorker/Generate");
      var get = HttpRequest.newBuilder(uri).GET().build();
      assertThat(http.send(get, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
      var json =
          HttpRequest.newBuilder(uri)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{}"))
              .build();
      assertThat(http.send(json, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
    }
  }

  private static dev.spillway.contracts.proto.GenerateRequest endless() {
    return WorkerCodec.write(TestWorker.request("a", Sampling.GREEDY));
  }
}
