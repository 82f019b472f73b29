package dev.spillway.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.chat.Wishes;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.ModelInfo;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.http.PerEventLoop;
import dev.spillway.gateway.upstream.EngineServer.Reply;
import dev.spillway.gateway.workers.EventQueue;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real HTTP server, and what goes over the wire. */
class UpstreamWorkerTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final PerEventLoop<HttpClient> CLIENTS =
      new PerEventLoop<>(VERTX, context -> VERTX.createHttpClient());
  private static final ModelInfo MODEL = new ModelInfo("tier", 1_000, "f");
  private static final Wire OPENAI = new OpenAiWire(true, "max_tokens");
  private static final Wire ANTHROPIC = new AnthropicWire(4_096, true);
  private static final List<ChatMessage> MESSAGES =
      List.of(new ChatMessage(Role.SYSTEM, "Be brief."), new ChatMessage(Role.USER, "Hi"));
  private static final Sampling SAMPLING =
      new Sampling(0.7f, 0.9f, OptionalLong.of(5), List.of("END"), OptionalInt.of(64));

  private final EngineServer engine = new EngineServer();

  @AfterEach
  void stopEngine() {
    engine.close();
  }

  @AfterAll
  static void stopVertx() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private EventQueue ask(Wire wire, Sampling sampling) {
    var endpoint = new Endpoint(engine.base(), "the-model", () -> "the-key");
    var events = new EventQueue();
    new UpstreamWorker(VERTX, CLIENTS, wire, endpoint, MODEL)
        .generate(
            new GenerateRequest("r", "tier", MESSAGES, sampling)
                .tracedBy(Map.of("traceparent", "00-1-2-01")))
        .subscribe(events);
    return events;
  }

  private EventQueue askAll(Wire wire) {
    var events = ask(wire, Sampling.GREEDY);
    events.request(Long.MAX_VALUE);
    return events;
  }

  private static List<GenerateEvent> all(EventQueue events) throws Exception {
    events.complete().get(10, TimeUnit.SECONDS);
    var all = new ArrayList<GenerateEvent>();
    while (events.arrived() > 0) {
      all.add(events.next());
    }
    return all;
  }

  @Test
  void openai_is_asked_for_a_stream_with_log_probabilities_and_usage() throws Exception {
    engine.next(Reply.stream().ends("stop", 1, 0));
    ask(OPENAI, SAMPLING).request(1);
    var asked = engine.asked();
    assertThat(asked.path()).isEqualTo("/v1/chat/completions");
    assertThat(asked.headers())
        .containsEntry("authorization", "Bearer the-key")
        .containsEntry("accept", "text/event-stream")
        .containsEntry("traceparent", "00-1-2-01");
    assertThat(asked.body())
        .isEqualTo(
            new JsonObject(
                """
                {"model":"the-model","messages":[{"role":"system","content":"Be brief."},
                  {"role":"user","content":"Hi"}],
                 "temperature":0.7,"top_p":0.9,"seed":5,"max_tokens":64,"stop":["END"],
                 "logprobs":true,"stream":true,"stream_options":{"include_usage":true}}"""));
  }

  @Test
  void anthropic_is_told_system_messages_apart_and_a_limit() throws Exception {
    engine.next(Reply.stream());
    ask(ANTHROPIC, Sampling.GREEDY).request(1);
    var asked = engine.asked();
    assertThat(asked.path()).isEqualTo("/v1/messages");
    assertThat(asked.headers())
        .containsEntry("x-api-key", "the-key")
        .containsEntry("anthropic-version", "2023-06-01")
        .doesNotContainKey("authorization");
    assertThat(asked.body())
        .isEqualTo(
            new JsonObject(
                """
                {"model":"the-model","system":[{"type":"text","text":"Be brief."}],
                 "messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],
                 "max_tokens":4096,"temperature":0.0,"stream":true}"""));
  }

  @Test
  void what_is_the_format_s_default_is_not_sent() throws Exception {
    engine.next(Reply.stream());
    ask(
            new OpenAiWire(false, "max_completion_tokens"),
            new Sampling(1f, 1f, OptionalLong.empty(), List.of(), OptionalInt.of(3)))
        .request(1);
    assertThat(engine.asked().body().fieldNames())
        .containsExactlyInAnyOrder(
            "model", "messages", "max_completion_tokens", "stream", "stream_options");
  }

  @Test
  void openai_s_chunks_become_tokens_with_what_the_engine_thought_of_them() throws Exception {
    var two = new JsonObject().put("token", "Pa").put("logprob", -0.5);
    var three = new JsonObject().put("token", "ris").put("logprob", -0.25);
    engine.next(
        Reply.stream()
            .data("{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}")
            .data(
                "{\"choices\":[{\"delta\":{\"content\":\"Paris\"},\"logprobs\":{\"content\":%s}}]}"
                    .formatted(new JsonArray(List.of(two, three))))
            .says("!")
            .ends("length", 12, 3));
    assertThat(all(askAll(OPENAI)))
        .containsExactly(
            new GenerateEvent.Started(5, 0),
            new GenerateEvent.Token(-1, -0.5f, "Pa"),
            new GenerateEvent.Token(-1, -0.25f, "ris"),
            new GenerateEvent.Token(-1, Float.NaN, "!"),
            new GenerateEvent.Finished(FinishReason.LENGTH, "", new Usage(12, 0, 3)));
  }

  @Test
  void calls_in_openai_s_format_are_told_as_they_come_and_objects_as_their_text() throws Exception {
    var delta = "{\"choices\":[{\"delta\":{\"tool_calls\":[%s]}}]}";
    engine.next(
        Reply.stream()
            .data(
                delta.formatted(
                    """
                    {"index":0,"id":"c1","type":"function","function":{"name":"add","arguments":""}}"""))
            .data(delta.formatted("{\"index\":0,\"function\":{\"arguments\":\"{}\"}}"))
            .data(
                delta.formatted(
                    """
                    {"index":1,"id":"c2","function":{"name":"get","arguments":{"a":1}}}"""))
            .ends("tool_calls", 12, 3));
    assertThat(all(askAll(OPENAI)))
        .containsExactly(
            new GenerateEvent.Started(5, 0),
            new GenerateEvent.Call(0, "c1", "add", ""),
            new GenerateEvent.Call(0, "", "", "{}"),
            new GenerateEvent.Call(1, "c2", "get", "{\"a\":1}"),
            new GenerateEvent.Finished(FinishReason.TOOL_CALLS, "", new Usage(12, 0, 3)));
  }

  @Test
  void a_refusal_in_openai_s_format_is_what_the_answer_says_and_how_it_ends() throws Exception {
    engine.next(
        Reply.stream()
            .data("{\"choices\":[{\"delta\":{\"refusal\":\"I can\"}}]}")
            .data("{\"choices\":[{\"delta\":{\"refusal\":\"not.\"}}]}")
            .ends("stop", 12, 2));
    assertThat(all(askAll(OPENAI)))
        .containsExactly(
            new GenerateEvent.Started(5, 0),
            new GenerateEvent.Token(-1, Float.NaN, "I can"),
            new GenerateEvent.Token(-1, Float.NaN, "not."),
            new GenerateEvent.Finished(FinishReason.CONTENT_FILTER, "", new Usage(12, 0, 2)));
  }

  @Test
  void anthropic_s_events_become_tokens() throws Exception {
    engine.next(
        Reply.stream()
            .event(
                "message_start",
                """
                {"type":"message_start","message":{"usage":{"input_tokens":5,"output_tokens":1,\
                "cache_read_input_tokens":7,"cache_creation_input_tokens":2}}}""")
            .event("ping", "{\"type\":\"ping\"}")
            .event(
                "content_block_start",
                "{\"type\":\"content_block_start\",\"content_block\":{\"type\":\"text\",\"text\":\"\"}}")
            .event(
                "content_block_delta",
                "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"Paris\"}}")
            .event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}")
            .event(
                "message_delta",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":4}}")
            .event("message_stop", "{\"type\":\"message_stop\"}"));
    assertThat(all(askAll(ANTHROPIC)))
        .containsExactly(
            new GenerateEvent.Started(new Usage(14, 7, 2, 0, 0, 0), 0, true),
            new GenerateEvent.Token(-1, Float.NaN, "Paris"),
            new GenerateEvent.Finished(FinishReason.STOP, "", new Usage(14, 7, 2, 0, 4, 0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|12,7,2,1",
        "{'output_tokens':4}|12,7,2,4",
        // It was told once more, as far as the engine knows now.
        "{'input_tokens':5,'output_tokens':4}|14,7,2,4",
        "{'cache_read_input_tokens':9,'cache_creation_input_tokens':null}|14,9,2,1",
        "{'input_tokens':-5,'cache_creation_input_tokens':9e99}|268435463,7,268435456,1",
      })
  void what_anthropic_s_usage_says_last_counts_and_what_it_does_not_say_again_stays(
      String usage, String expected) throws Exception {
    engine.next(
        Reply.stream()
            .data(
                """
                {"type":"message_start","message":{"usage":{"input_tokens":3,"output_tokens":1,\
                "cache_read_input_tokens":7,"cache_creation_input_tokens":2}}}""")
            .data(
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":%s}"
                    .formatted(usage.replace('\'', '"')))
            .data("{\"type\":\"message_stop\"}"));
    var used = ((GenerateEvent.Finished) all(askAll(ANTHROPIC)).getLast()).usage();
    assertThat(
            "%d,%d,%d,%d"
                .formatted(
                    used.promptTokens(),
                    used.cachedTokens(),
                    used.cacheWriteTokens(),
                    used.completionTokens()))
        .isEqualTo(expected);
    assertThat(used.isPossible()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'prompt_tokens':10,'completion_tokens':5}|10,0,0,5,0",
        "{'prompt_tokens':10,'completion_tokens':5,'total_tokens':15,"
            + "'prompt_tokens_details':{'cached_tokens':8,'cache_write_tokens':2},"
            + "'completion_tokens_details':{'reasoning_tokens':4}}|10,8,2,5,4",
        // What was thought comes on top.
        "{'prompt_tokens':12,'completion_tokens':1,'total_tokens':399,"
            + "'completion_tokens_details':{'reasoning_tokens':386}}|12,0,0,387,386",
        // Lies.
        "{'prompt_tokens':10,'completion_tokens':5,"
            + "'prompt_tokens_details':{'cached_tokens':11,'cache_write_tokens':7},"
            + "'completion_tokens_details':{'reasoning_tokens':6}}|10,10,0,5,5",
        "{'prompt_tokens':-1,'completion_tokens':-1,"
            + "'prompt_tokens_details':{'cached_tokens':-1,'cache_write_tokens':'x'}}|0,0,0,0,0",
      })
  void openai_s_usage_is_heard_in_full_and_never_more_than_can_be(String usage, String expected)
      throws Exception {
    engine.next(
        Reply.stream()
            .data("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}")
            .data("{\"choices\":[],\"usage\":%s}".formatted(usage.replace('\'', '"')))
            .data("[DONE]"));
    var used = ((GenerateEvent.Finished) all(askAll(OPENAI)).getLast()).usage();
    assertThat(
            "%d,%d,%d,%d,%d"
                .formatted(
                    used.promptTokens(),
                    used.cachedTokens(),
                    used.cacheWriteTokens(),
                    used.completionTokens(),
                    used.reasoningTokens()))
        .isEqualTo(expected);
    assertThat(used.isPossible()).isTrue();
  }

  private static GenerateRequest raw(Sampling sampling) {
    return new GenerateRequest(
            "r", "tier", List.of(new ChatMessage(Role.USER, "The capital is")), sampling)
        .wanting(
            new Demands(
                List.of(),
                ToolChoice.AUTO,
                true,
                ResponseFormat.TEXT,
                Map.of(),
                true,
                Wishes.NONE));
  }

  private EventQueue askRaw(Wire wire, Sampling sampling) {
    var endpoint = new Endpoint(engine.base(), "the-model", () -> "the-key");
    var events = new EventQueue();
    new UpstreamWorker(VERTX, CLIENTS, wire, endpoint, MODEL)
        .generate(raw(sampling))
        .subscribe(events);
    events.request(Long.MAX_VALUE);
    return events;
  }

  @Test
  void a_raw_prompt_goes_to_openai_s_completions_and_its_log_probabilities_are_heard()
      throws Exception {
    engine.next(
        Reply.stream()
            .data(
                """
                {"choices":[{"text":"Paris","index":0,"logprobs":{"tokens":["Pa","ris"],\
                "token_logprobs":[-0.5,-0.25],"top_logprobs":[{"Pa":-0.5},{"ris":-0.25}]}}]}""")
            .data("{\"choices\":[{\"text\":\"\",\"finish_reason\":\"length\"}]}")
            .data("{\"choices\":[],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":2}}")
            .data("[DONE]"));
    var events = all(askRaw(new OpenAiWire(true, "max_completion_tokens"), SAMPLING));
    var asked = engine.asked();
    assertThat(asked.path()).isEqualTo("/v1/completions");
    assertThat(asked.body())
        .isEqualTo(
            new JsonObject(
                """
                {"model":"the-model","prompt":"The capital is",
                 "temperature":0.7,"top_p":0.9,"seed":5,"max_tokens":64,"stop":["END"],
                 "logprobs":0,"stream":true,"stream_options":{"include_usage":true}}"""));
    assertThat(events)
        .last()
        .isEqualTo(new GenerateEvent.Finished(FinishReason.LENGTH, "", new Usage(4, 0, 2)));
    assertThat(events)
        .filteredOn(GenerateEvent.Token.class::isInstance)
        .extracting(event -> ((GenerateEvent.Token) event).logprob())
        .containsExactly(-0.5f, -0.25f);
  }

  @Test
  void anthropic_has_no_raw_prompts() throws Exception {
    assertThat(askRaw(ANTHROPIC, Sampling.GREEDY).failure())
        .isInstanceOfSatisfying(
            ErrorKind.Unsupported.class, kind -> assertThat(kind.field()).isEqualTo("prompt"));
  }

  @Test
  void usage_that_is_not_told_is_counted() throws Exception {
    engine.next(
        Reply.stream()
            .says("a")
            .says("b")
            .data("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}"));
    assertThat(all(askAll(OPENAI)))
        .last()
        .isEqualTo(new GenerateEvent.Finished(FinishReason.STOP, "", new Usage(5, 0, 2)));
  }

  @ParameterizedTest
  @CsvSource({
    "400, {\"error\":{\"message\":\"bad tool\"}}, upstream_rejected, 'the upstream rejects the"
        + " request: bad tool'",
    "422, nonsense, upstream_rejected, the upstream rejects the request with status 422",
    "401, {\"error\":{\"message\":\"key sk-1 is wrong\"}}, worker_failed, the upstream does not"
        + " accept the gateway's key",
    "404, {}, worker_failed, the upstream does not know the model or the address",
    "500, {}, worker_failed, the upstream answered with status 500",
    "429, {}, overloaded, the upstream takes no more requests now",
    "529, {}, overloaded, the upstream takes no more requests now",
    "429, {\"error\":{\"code\":\"insufficient_quota\"}}, worker_failed, the upstream has no quota"
        + " left for this gateway",
    "302, {}, worker_failed, the upstream answered with status 302",
    "303, {}, worker_failed, the upstream answered with status 303",
  })
  void what_an_engine_refuses_is_typed(int status, String body, String code, String message)
      throws Exception {
    engine.next(Reply.status(status, Map.of("location", "http://127.0.0.1:1/"), body));
    var failure = askAll(OPENAI).failure();
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.message()).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({"retry-after,7,7000", "retry-after-ms,250,250", "retry-after,99999,300000"})
  void how_long_an_engine_wants_to_be_left_alone_is_heard(String header, String value, long millis)
      throws Exception {
    engine.next(Reply.status(429, Map.of(header, value), "{}"));
    assertThat(askAll(OPENAI).failure().retryAfter()).contains(Duration.ofMillis(millis));
  }

  @Test
  void an_answer_that_breaks_off_is_no_answer() throws Exception {
    engine.next(Reply.stream().says("Par").breaks());
    assertThat(askAll(OPENAI).failure())
        .isEqualTo(new ErrorKind.WorkerFailed("the connection to the upstream broke"));
  }

  @Test
  void a_stream_that_ends_without_a_reason_is_no_answer() throws Exception {
    engine.next(Reply.stream().says("Paris").write("data: {\"choices\":[{\"delta\":{\"con"));
    assertThat(askAll(OPENAI).failure())
        .isEqualTo(new ErrorKind.WorkerFailed("the upstream's answer broke off"));
  }

  @Test
  void an_end_that_claims_to_be_one_is_none_without_a_reason() throws Exception {
    engine.next(Reply.stream().says("Paris").data("[DONE]"));
    assertThat(askAll(OPENAI).failure())
        .isEqualTo(new ErrorKind.WorkerFailed("the upstream's answer broke off"));
  }

  @Test
  void an_error_in_the_midst_of_a_stream_is_a_failure() throws Exception {
    engine.next(Reply.stream().says("Par").data("{\"error\":{\"message\":\"out of memory\"}}"));
    assertThat(askAll(OPENAI).failure())
        .isEqualTo(new ErrorKind.WorkerFailed("the upstream failed in the midst of its answer"));
    engine.next(
        Reply.stream()
            .event("error", "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}"));
    assertThat(askAll(ANTHROPIC).failure().code()).isEqualTo("overloaded");
  }

  @Test
  void garbage_is_a_failure() throws Exception {
    engine.next(Reply.stream().says("Par").data("<html>"));
    assertThat(askAll(OPENAI).failure())
        .isEqualTo(new ErrorKind.WorkerFailed("the upstream sent what is no JSON"));
    engine.next(Reply.status(200, Map.of("content-type", "text/html"), "<html>"));
    assertThat(askAll(OPENAI).failure())
        .isEqualTo(new ErrorKind.WorkerFailed("the upstream does not stream its answers"));
  }

  @Test
  void who_is_cancelled_closes_the_connection() throws Exception {
    engine.next(Reply.stream().says("Par").await(new CompletableFuture<>()));
    var events = askAll(OPENAI);
    events.next();
    events.next();
    events.cancel();
    engine.asked().gone().get(10, TimeUnit.SECONDS);
  }

  @Test
  void no_more_is_told_than_was_asked_for() throws Exception {
    engine.next(Reply.stream().says("a").says("b").ends("stop", 1, 2));
    var events = ask(OPENAI, Sampling.GREEDY);
    events.request(2);
    assertThat(events.next()).isInstanceOf(GenerateEvent.Started.class);
    assertThat(events.next()).isEqualTo(new GenerateEvent.Token(-1, Float.NaN, "a"));
    // The engine has long said everything by then.
    engine.next(Reply.stream().ends("stop", 1, 0));
    all(askAll(OPENAI));
    assertThat(events.arrived()).isZero();
    events.request(2);
    assertThat(all(events)).hasSize(2);
  }

  @Test
  void what_nobody_asked_for_stays_with_the_engine() throws Exception {
    var sent = new AtomicInteger();
    engine.otherwise(much(sent));
    var slow = ask(OPENAI, Sampling.GREEDY);
    slow.request(2);
    slow.next();
    slow.next();
    // Another one takes as much as the first one could have taken meanwhile.
    all(askAll(OPENAI));
    assertThat(sent).hasValue(1);
    slow.cancel();
  }

  /** Much more than the buffers of a connection hold. */
  private static Reply much(AtomicInteger sent) {
    var reply = Reply.stream();
    for (int i = 0; i < 400; i++) {
      reply.says("x".repeat(100_000));
    }
    return reply.ends("stop", 1, 1).then(sent::incrementAndGet);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void where_an_upstream_sends_a_request_elsewhere_nobody_goes(int status) throws Exception {
    try (var elsewhere = new EngineServer()) {
      engine.next(Reply.status(status, Map.of("location", elsewhere.base() + "/models"), "{}"));
      assertThat(askAll(OPENAI).failure())
          .isEqualTo(new ErrorKind.WorkerFailed("the upstream answered with status " + status));
      assertThat(elsewhere.connections()).isZero();
    }
  }

  @Test
  void a_refusal_is_not_read_without_end() throws Exception {
    engine.next(Reply.status(500, Map.of(), "x".repeat(1 << 21)).await(new CompletableFuture<>()));
    assertThat(askAll(OPENAI).failure())
        .isEqualTo(new ErrorKind.WorkerFailed("the upstream answered with status 500"));
    engine.asked().gone().get(10, TimeUnit.SECONDS);
  }

  @Test
  void an_engine_that_is_not_there_is_unavailable() throws Exception {
    var gone = new EngineServer();
    var endpoint = new Endpoint(gone.base(), "m", () -> "");
    gone.close();
    var events = new EventQueue();
    new UpstreamWorker(VERTX, CLIENTS, OPENAI, endpoint, MODEL)
        .generate(new GenerateRequest("r", "tier", MESSAGES, Sampling.GREEDY))
        .subscribe(events);
    assertThat(events.failure()).isEqualTo(new ErrorKind.WorkerUnavailable("tier"));
  }

  @Test
  void a_connection_is_waited_for_no_longer_than_the_answer_and_the_engine_is_told_nothing()
      throws Exception {
    engine.otherwise(Reply.stream().await(new CompletableFuture<>()));
    var client = VERTX.createHttpClient(new HttpClientOptions().setMaxPoolSize(1));
    var clients = new PerEventLoop<>(VERTX, context -> client);
    var endpoint = new Endpoint(engine.base(), "m", () -> "");
    var worker = new UpstreamWorker(VERTX, clients, OPENAI, endpoint, MODEL);
    var request =
        new GenerateRequest("r", "tier", MESSAGES, Sampling.GREEDY).within(Duration.ofMillis(1));
    worker.generate(request).subscribe(new EventQueue());
    assertThat(engine.asked().headers().keySet())
        .containsExactlyInAnyOrder("content-type", "accept", "content-length", "host");
    var waiting = new EventQueue();
    worker.generate(request).subscribe(waiting);
    assertThat(waiting.failure())
        .isEqualTo(
            new ErrorKind.DeadlineExceeded("no connection to the upstream was free in time"));
  }

  @Test
  void an_engine_that_refuses_betas_is_not_told_of_any() throws Exception {
    engine.otherwise(Reply.stream());
    var wishes =
        new Wishes(
            List.of(),
            Map.of(
                "thinking", "{\"type\":\"adaptive\"}",
                "context_management", "{\"edits\":[]}",
                "output_config", "{\"effort\":\"high\"}"),
            List.of("mid-conversation-system-2026-04-07"));
    var demands =
        new Demands(
            List.of(),
            ToolChoice.AUTO,
            true,
            new ResponseFormat.JsonSchema("a", "", "{}", true),
            Map.of(),
            false,
            wishes);
    var messages =
        List.of(new ChatMessage(Role.USER, "Hi"), new ChatMessage(Role.SYSTEM, "Be brief."));
    var request = new GenerateRequest("r", "tier", messages, Sampling.GREEDY).wanting(demands);
    new UpstreamWorker(
            VERTX,
            CLIENTS,
            new AnthropicWire(4_096, false),
            new Endpoint(engine.base(), "m", () -> ""),
            MODEL)
        .generate(request)
        .subscribe(new EventQueue());
    var asked = engine.asked();
    assertThat(asked.headers()).doesNotContainKey("anthropic-beta");
    assertThat(asked.body().fieldNames()).contains("thinking", "system");
    assertThat(asked.body().fieldNames()).doesNotContain("context_management");
    assertThat(asked.body().getJsonObject("output_config").fieldNames()).containsExactly("format");
    assertThat(asked.body().getJsonArray("messages").size()).isEqualTo(1);
  }

  @Test
  void a_connection_is_used_again_after_an_answer() throws Exception {
    engine.otherwise(Reply.stream().says("x").ends("stop", 1, 1));
    var client = VERTX.createHttpClient(new HttpClientOptions().setMaxPoolSize(1));
    var clients = new PerEventLoop<>(VERTX, context -> client);
    var endpoint = new Endpoint(engine.base(), "m", () -> "");
    var worker = new UpstreamWorker(VERTX, clients, OPENAI, endpoint, MODEL);
    for (int i = 0; i < 3; i++) {
      var events = new EventQueue();
      worker
          .generate(new GenerateRequest("r", "tier", MESSAGES, Sampling.GREEDY))
          .subscribe(events);
      events.request(Long.MAX_VALUE);
      all(events);
    }
    assertThat(engine.connections()).isEqualTo(1);
  }
}
