package dev.spillway.gateway.telemetry;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.Fault;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.Decision;
import dev.spillway.gateway.http.Json;
import dev.spillway.router.Tier;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Spans as OpenTelemetry's conventions for generative AI have them (semantic conventions 1.37, "Gen
 * AI spans"): one of kind server for each chat request, and below it one of kind client for each
 * call of a worker. The client's trace goes on, and workers are told of it.
 *
 * <p>What was asked and answered is in a span only where the operator wants it, and no value is
 * longer than {@value #LONGEST} characters. Nothing here waits: what ends is put into a queue, or
 * dropped where that is full.
 */
final class TracedSpans implements Spans {
  private static final AttributeKey<String> OPERATION = stringKey("gen_ai.operation.name");
  private static final AttributeKey<String> PROVIDER = stringKey("gen_ai.provider.name");
  private static final AttributeKey<String> REQUEST_MODEL = stringKey("gen_ai.request.model");
  private static final AttributeKey<Long> MAX_TOKENS = longKey("gen_ai.request.max_tokens");
  private static final AttributeKey<Double> TEMPERATURE = doubleKey("gen_ai.request.temperature");
  private static final AttributeKey<Double> TOP_P = doubleKey("gen_ai.request.top_p");
  private static final AttributeKey<Long> SEED = longKey("gen_ai.request.seed");
  private static final AttributeKey<String> RESPONSE_MODEL = stringKey("gen_ai.response.model");
  private static final AttributeKey<String> RESPONSE_ID = stringKey("gen_ai.response.id");
  private static final AttributeKey<List<String>> FINISH_REASONS =
      stringArrayKey("gen_ai.response.finish_reasons");
  private static final AttributeKey<Long> INPUT_TOKENS = longKey("gen_ai.usage.input_tokens");
  private static final AttributeKey<Long> OUTPUT_TOKENS = longKey("gen_ai.usage.output_tokens");
  private static final AttributeKey<String> INPUT = stringKey("gen_ai.input.messages");
  private static final AttributeKey<String> OUTPUT = stringKey("gen_ai.output.messages");
  private static final AttributeKey<String> ERROR = stringKey("error.type");
  private static final AttributeKey<String> METHOD = stringKey("http.request.method");
  private static final AttributeKey<String> PATH = stringKey("url.path");
  private static final AttributeKey<Long> STATUS = longKey("http.response.status_code");
  private static final AttributeKey<String> SERVER = stringKey("server.address");
  private static final AttributeKey<String> PROJECT = stringKey("spillway.project");
  private static final AttributeKey<String> POLICY = stringKey("spillway.policy");
  private static final AttributeKey<String> TIER = stringKey("spillway.tier");
  private static final AttributeKey<Long> ESCALATIONS = longKey("spillway.escalations");
  private static final AttributeKey<Double> CONFIDENCE = doubleKey("spillway.confidence");
  private static final AttributeKey<String> CACHE = stringKey("spillway.cache");
  private static final AttributeKey<Double> COST = doubleKey("spillway.cost_usd");
  private static final AttributeKey<Double> COST_IF_LARGEST =
      doubleKey("spillway.cost_if_largest_usd");
  private static final AttributeKey<Double> OWN_TIME = doubleKey("spillway.overhead_ms");
  private static final AttributeKey<Boolean> RESUMED = booleanKey("spillway.resumed");

  /** Of an attribute; what is longer is cut. */
  static final int LONGEST = 16_384;

  private static final String CHAT = "chat";
  private static final String SPILLWAY = "spillway";
  private static final String CLIENT_GONE = "client_gone";

  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
  private static final TextMapGetter<MultiMap> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(MultiMap headers) {
          return headers.names();
        }

        @Override
        public @Nullable String get(@Nullable MultiMap headers, String name) {
          return headers == null ? null : headers.get(name);
        }
      };

  private final Tracer tracer;
  private final boolean text;

  /**
   * @param text whether spans have what was asked and answered
   */
  TracedSpans(Tracer tracer, boolean text) {
    this.tracer = tracer;
    this.text = text;
  }

  @Override
  public Spans.Request begin(HttpServerRequest http) {
    var parent = W3C.extract(Context.root(), http.headers(), HEADERS);
    var span =
        tracer
            .spanBuilder(CHAT)
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute(OPERATION, CHAT)
            .setAttribute(PROVIDER, SPILLWAY)
            .setAttribute(METHOD, http.method().name())
            .setAttribute(PATH, http.path())
            .startSpan();
    return new Request(span);
  }

  private final class Request implements Spans.Request {
    private final Span span;
    private final Context context;
    private final StringBuilder answer = new StringBuilder();

    Request(Span span) {
      this.span = span;
      context = Context.root().with(span);
    }

    @Override
    public void routed(Journey.Routed routed) {
      if (!span.isRecording()) {
        return;
      }
      var sampling = routed.chat().sampling();
      span.updateName(CHAT + " " + routed.model())
          .setAttribute(REQUEST_MODEL, routed.model())
          .setAttribute(RESPONSE_ID, routed.requestId())
          .setAttribute(PROJECT, routed.project())
          .setAttribute(TEMPERATURE, (double) sampling.temperature())
          .setAttribute(TOP_P, (double) sampling.topP());
      sampling.maxTokens().ifPresent(most -> span.setAttribute(MAX_TOKENS, (long) most));
      sampling.seed().ifPresent(seed -> span.setAttribute(SEED, seed));
      routed.policy().ifPresent(policy -> span.setAttribute(POLICY, policy));
      if (text) {
        span.setAttribute(
            INPUT,
            json(
                routed.chat().messages().stream()
                    .map(each -> message(each.role().wireName(), each.content()))
                    .toList()));
      }
    }

    @Override
    public void text(String more) {
      if (text && span.isRecording()) {
        answer.append(more);
      }
    }

    @Override
    public Spans.Call asks(Tier tier, String worker, boolean resumed) {
      var call =
          tracer
              .spanBuilder(CHAT + " " + tier.model())
              .setParent(context)
              .setSpanKind(SpanKind.CLIENT)
              .setAttribute(OPERATION, CHAT)
              .setAttribute(PROVIDER, SPILLWAY)
              .setAttribute(REQUEST_MODEL, tier.model())
              .setAttribute(TIER, tier.name())
              .setAttribute(SERVER, worker)
              .setAttribute(RESUMED, resumed)
              .startSpan();
      return new Call(call);
    }

    @Override
    public void over(
        Journey.Result result, int status, Optional<ErrorKind> error, boolean clientGone) {
      result.decision().ifPresent(this::decided);
      result.answered().ifPresent(end -> answered(end, result));
      span.setAttribute(STATUS, (long) status);
      error.ifPresent(kind -> failed(span, kind));
      if (clientGone && error.isEmpty()) {
        span.setAttribute(ERROR, CLIENT_GONE);
      }
      span.end();
    }

    private void decided(Decision decision) {
      span.setAttribute(RESPONSE_MODEL, decision.tier().model())
          .setAttribute(TIER, decision.tier().name())
          .setAttribute(ESCALATIONS, (long) decision.escalations())
          .setAttribute(CACHE, decision.provenance().kind().wireName());
      decision.confidence().ifPresent(sure -> span.setAttribute(CONFIDENCE, sure));
    }

    private void answered(AnswerEvent.Finished end, Journey.Result result) {
      span.setAttribute(INPUT_TOKENS, (long) result.usage().promptTokens())
          .setAttribute(OUTPUT_TOKENS, (long) result.usage().completionTokens())
          .setAttribute(FINISH_REASONS, List.of(end.reason().wireName()))
          .setAttribute(COST, result.cost().usd().doubleValue())
          .setAttribute(COST_IF_LARGEST, result.costIfLargest().usd().doubleValue());
      if (Journey.knowsOwnTime(result)) {
        span.setAttribute(OWN_TIME, result.own().toNanos() / 1e6);
      }
      if (text && span.isRecording()) {
        span.setAttribute(OUTPUT, json(List.of(message("assistant", answer.toString()))));
      }
    }
  }

  private static final class Call implements Spans.Call {
    private final Span span;

    Call(Span span) {
      this.span = span;
    }

    @Override
    public Map<String, String> trace() {
      var headers = new HashMap<String, String>();
      W3C.inject(Context.root().with(span), headers, Map::put);
      return headers;
    }

    @Override
    public void over(Usage used, Optional<ErrorKind> failure) {
      span.setAttribute(INPUT_TOKENS, (long) used.promptTokens())
          .setAttribute(OUTPUT_TOKENS, (long) used.completionTokens());
      failure.ifPresent(kind -> failed(span, kind));
      span.end();
    }
  }

  /** What is the caller's fault is no error of a server. */
  private static void failed(Span span, ErrorKind kind) {
    span.setAttribute(ERROR, kind.code());
    if (kind.fault() == Fault.UPSTREAM || kind.fault() == Fault.US) {
      span.setStatus(StatusCode.ERROR);
    }
  }

  private static Map<String, Object> message(String role, String content) {
    return Map.of("role", role, "parts", List.of(Map.of("type", "text", "content", content)));
  }

  private static String json(Object value) {
    return Json.write(value).toString();
  }
}
