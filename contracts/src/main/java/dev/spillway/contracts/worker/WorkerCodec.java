package dev.spillway.contracts.worker;

import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.proto.Call;
import dev.spillway.contracts.proto.CountReply;
import dev.spillway.contracts.proto.DescribeReply;
import dev.spillway.contracts.proto.EmbedReply;
import dev.spillway.contracts.proto.Failed;
import dev.spillway.contracts.proto.Load;
import dev.spillway.contracts.proto.Model;
import dev.spillway.contracts.proto.Started;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Between the records and the protobuf messages of {@code worker.proto}. Reading what was written
 * gives the same record; what cannot be read is a {@link ErrorKind.WorkerFailed}.
 */
public final class WorkerCodec {
  private WorkerCodec() {}

  public static dev.spillway.contracts.proto.GenerateRequest write(GenerateRequest request) {
    var sampling = request.sampling();
    var wire =
        dev.spillway.contracts.proto.Sampling.newBuilder()
            .setTemperature(sampling.temperature())
            .setTopP(sampling.topP())
            .addAllStop(sampling.stop())
            .setFrequencyPenalty(sampling.frequencyPenalty())
            .setPresencePenalty(sampling.presencePenalty())
            .setTopLogprobs(sampling.topLogprobs());
    sampling.seed().ifPresent(wire::setSeed);
    sampling.maxTokens().ifPresent(wire::setMaxTokens);
    var out =
        dev.spillway.contracts.proto.GenerateRequest.newBuilder()
            .setRequestId(request.requestId())
            .setModel(request.model())
            .setSampling(wire)
            .addAllAnswered(request.answered())
            .setAnsweredBy(request.answeredBy())
            .setNamespace(request.namespace());
    request.predictedTokens().ifPresent(out::setPredictedTokens);
    request.shared().ifPresent(shared -> out.setShared(write(shared)));
    request.messages().forEach(message -> out.addMessages(MessageCodec.write(message)));
    if (!request.demands().equals(Demands.NONE)) {
      out.setDemands(DemandsCodec.write(request.demands()));
    }
    return out.build();
  }

  public static GenerateRequest read(dev.spillway.contracts.proto.GenerateRequest wire) {
    var sampling = wire.getSampling();
    return new GenerateRequest(
        wire.getRequestId(),
        wire.getModel(),
        wire.getMessagesList().stream().map(MessageCodec::read).toList(),
        new Sampling(
            sampling.getTemperature(),
            sampling.getTopP(),
            sampling.hasSeed() ? OptionalLong.of(sampling.getSeed()) : OptionalLong.empty(),
            sampling.getStopList(),
            sampling.hasMaxTokens() ? OptionalInt.of(sampling.getMaxTokens()) : OptionalInt.empty(),
            sampling.getFrequencyPenalty(),
            sampling.getPresencePenalty(),
            sampling.getTopLogprobs()),
        wire.hasPredictedTokens() ? OptionalInt.of(wire.getPredictedTokens()) : OptionalInt.empty(),
        wire.getAnsweredList(),
        wire.getAnsweredBy(),
        wire.getNamespace(),
        shared(wire),
        wire.hasDemands() ? DemandsCodec.read(wire.getDemands()) : Demands.NONE,
        Map.of(),
        Optional.empty());
  }

  private static dev.spillway.contracts.proto.SharedPrefix write(SharedPrefix shared) {
    return dev.spillway.contracts.proto.SharedPrefix.newBuilder()
        .setNamespace(shared.namespace())
        .setMessages(shared.messages())
        .build();
  }

  /** One that cannot be is none: less is shared then. */
  private static Optional<SharedPrefix> shared(dev.spillway.contracts.proto.GenerateRequest wire) {
    var shared = wire.getShared();
    return shared.getNamespace().isEmpty() || shared.getMessages() < 1
        ? Optional.empty()
        : Optional.of(new SharedPrefix(shared.getNamespace(), shared.getMessages()));
  }

  public static dev.spillway.contracts.proto.GenerateEvent write(GenerateEvent event) {
    var out = dev.spillway.contracts.proto.GenerateEvent.newBuilder();
    switch (event) {
      case GenerateEvent.Started started ->
          out.setStarted(
              Started.newBuilder()
                  .setPromptTokens(started.usage().promptTokens())
                  .setCachedTokens(started.usage().cachedTokens())
                  .setCacheWriteTokens(started.usage().cacheWriteTokens())
                  .setHourWriteTokens(started.usage().hourWriteTokens())
                  .setAnsweredTokens(started.answeredTokens())
                  .setHeedful(started.heedful()));
      case GenerateEvent.Token token -> out.setToken(write(token));
      case GenerateEvent.Call call ->
          out.setCall(
              Call.newBuilder()
                  .setIndex(call.index())
                  .setId(call.id())
                  .setName(call.name())
                  .setArguments(call.arguments()));
      case GenerateEvent.Thought.Told(var text) -> out.setThought(text);
      case GenerateEvent.Thought.Signed(var signature) -> out.setThoughtSignature(signature);
      case GenerateEvent.Thought.Hidden(var data) -> out.setHiddenThought(data);
      case GenerateEvent.Finished finished -> out.setFinished(write(finished));
    }
    return out.build();
  }

  private static dev.spillway.contracts.proto.Token write(GenerateEvent.Token token) {
    var out =
        dev.spillway.contracts.proto.Token.newBuilder()
            .setId(token.id())
            .setLogprob(token.logprob())
            .setText(token.text());
    for (var other : token.top()) {
      out.addTop(
          dev.spillway.contracts.proto.Alternative.newBuilder()
              .setId(other.id())
              .setLogprob(other.logprob())
              .setText(other.text()));
    }
    return out.build();
  }

  private static dev.spillway.contracts.proto.Finished write(GenerateEvent.Finished finished) {
    var out =
        dev.spillway.contracts.proto.Finished.newBuilder()
            .setReason(finished.reason().wireName())
            .setTail(finished.tail())
            .setPromptTokens(finished.usage().promptTokens())
            .setCachedTokens(finished.usage().cachedTokens())
            .setCacheWriteTokens(finished.usage().cacheWriteTokens())
            .setCompletionTokens(finished.usage().completionTokens())
            .setHourWriteTokens(finished.usage().hourWriteTokens())
            .setReasoningTokens(finished.usage().reasoningTokens());
    finished.stop().ifPresent(out::setStop);
    return out.build();
  }

  public static CountReply writeCount(int promptTokens) {
    return CountReply.newBuilder().setPromptTokens(promptTokens).build();
  }

  public static CountReply writeUncounted(ErrorKind kind) {
    return CountReply.newBuilder().setFailed(failed(kind)).build();
  }

  /** The number of tokens, or the failure as a thrown {@link SpillwayException}. */
  public static int read(CountReply wire) {
    return switch (wire.getCountCase()) {
      case PROMPT_TOKENS -> wire.getPromptTokens();
      case FAILED -> throw new SpillwayException(kind(wire.getFailed()));
      case COUNT_NOT_SET -> throw unreadable("a count without a number");
    };
  }

  /** The last event of a stream that failed. */
  public static dev.spillway.contracts.proto.GenerateEvent write(ErrorKind kind) {
    return dev.spillway.contracts.proto.GenerateEvent.newBuilder().setFailed(failed(kind)).build();
  }

  private static Failed.Builder failed(ErrorKind kind) {
    var out =
        Failed.newBuilder()
            .setCode(kind.code())
            .setMessage(kind.message())
            .setParam(kind.param().orElse(""))
            .setRetryAfterMillis(kind.retryAfter().map(Duration::toMillis).orElse(0L));
    if (kind instanceof ErrorKind.ContextTooLong tooLong) {
      out.setPromptTokens(tooLong.promptTokens()).setContextLength(tooLong.contextLength());
    }
    if (kind instanceof ErrorKind.WorkerUnavailable unavailable) {
      out.setModel(unavailable.model());
    }
    if (kind instanceof ErrorKind.Unsupported unsupported) {
      out.setModel(unsupported.model());
    }
    return out;
  }

  /** The event, or the failure that it carries as a thrown {@link SpillwayException}. */
  public static GenerateEvent read(dev.spillway.contracts.proto.GenerateEvent wire) {
    return switch (wire.getEventCase()) {
      case STARTED ->
          new GenerateEvent.Started(
              new Usage(
                  wire.getStarted().getPromptTokens(),
                  wire.getStarted().getCachedTokens(),
                  wire.getStarted().getCacheWriteTokens(),
                  wire.getStarted().getHourWriteTokens(),
                  0,
                  0),
              wire.getStarted().getAnsweredTokens(),
              wire.getStarted().getHeedful());
      case TOKEN -> read(wire.getToken());
      case CALL -> {
        var call = wire.getCall();
        yield new GenerateEvent.Call(
            call.getIndex(), call.getId(), call.getName(), call.getArguments());
      }
      case FINISHED -> {
        var finished = wire.getFinished();
        yield new GenerateEvent.Finished(
            reason(finished.getReason()),
            finished.getTail(),
            new Usage(
                finished.getPromptTokens(),
                finished.getCachedTokens(),
                finished.getCacheWriteTokens(),
                finished.getHourWriteTokens(),
                finished.getCompletionTokens(),
                finished.getReasoningTokens()),
            finished.hasStop() ? Optional.of(finished.getStop()) : Optional.empty());
      }
      case THOUGHT -> new GenerateEvent.Thought.Told(wire.getThought());
      case THOUGHT_SIGNATURE -> new GenerateEvent.Thought.Signed(wire.getThoughtSignature());
      case HIDDEN_THOUGHT -> new GenerateEvent.Thought.Hidden(wire.getHiddenThought());
      case FAILED -> throw new SpillwayException(kind(wire.getFailed()));
      case EVENT_NOT_SET -> throw unreadable("an event without content");
    };
  }

  private static GenerateEvent.Token read(dev.spillway.contracts.proto.Token wire) {
    return new GenerateEvent.Token(
        wire.getId(),
        wire.getLogprob(),
        wire.getText(),
        wire.getTopList().stream()
            .map(other -> new Alternative(other.getId(), other.getLogprob(), other.getText()))
            .toList());
  }

  public static DescribeReply write(WorkerInfo info) {
    var out = DescribeReply.newBuilder().setWorkerId(info.workerId());
    for (var model : info.models()) {
      var wire =
          Model.newBuilder()
              .setId(model.id())
              .setContextLength(model.contextLength())
              .setFingerprint(model.fingerprint());
      if (info.loads().containsKey(model.id())) {
        wire.setLoad(write(info.load(model.id())));
      }
      out.addModels(wire);
    }
    return out.build();
  }

  private static Load.Builder write(ModelLoad load) {
    return Load.newBuilder()
        .setPlaces(load.places())
        .setRunning(load.running())
        .setWaiting(load.waiting())
        .setKvTokens(load.kvTokens())
        .setSteps(load.steps());
  }

  public static WorkerInfo read(DescribeReply wire) {
    var loads = new HashMap<String, ModelLoad>();
    for (var model : wire.getModelsList()) {
      if (model.hasLoad()) {
        loads.put(model.getId(), read(model.getLoad()));
      }
    }
    return new WorkerInfo(
        wire.getWorkerId(),
        wire.getModelsList().stream()
            .map(
                model ->
                    new ModelInfo(model.getId(), model.getContextLength(), model.getFingerprint()))
            .toList(),
        loads);
  }

  /** Numbers that cannot be are not believed. */
  private static ModelLoad read(Load wire) {
    return new ModelLoad(
        Math.max(0, wire.getPlaces()),
        Math.max(0, wire.getRunning()),
        Math.max(0, wire.getWaiting()),
        Math.max(0, wire.getKvTokens()),
        wire.getSteps());
  }

  public static EmbedReply write(Embeddings embeddings) {
    var out = EmbedReply.newBuilder().setModel(embeddings.model());
    for (var each : embeddings.each()) {
      var wire = dev.spillway.contracts.proto.Embedding.newBuilder().setTokens(each.tokens());
      for (var number : each.vector()) {
        wire.addVector(number);
      }
      out.addEmbeddings(wire);
    }
    return out.build();
  }

  public static Embeddings read(EmbedReply wire) {
    return new Embeddings(
        wire.getModel(), wire.getEmbeddingsList().stream().map(WorkerCodec::read).toList());
  }

  private static Embedding read(dev.spillway.contracts.proto.Embedding wire) {
    var vector = new float[wire.getVectorCount()];
    for (var i = 0; i < vector.length; i++) {
      vector[i] = wire.getVector(i);
    }
    try {
      return new Embedding(vector, wire.getTokens());
    } catch (IllegalArgumentException e) {
      throw unreadable("an embedding that is none");
    }
  }

  /**
   * What a caller can mend, overload, and a worker that stops keep their kinds; the rest is the
   * worker's failure.
   */
  private static ErrorKind kind(Failed failed) {
    return switch (failed.getCode()) {
      case "invalid_value" -> new ErrorKind.InvalidValue(failed.getParam(), failed.getMessage());
      case "unsupported_parameter" ->
          new ErrorKind.Unsupported(failed.getParam(), failed.getModel(), failed.getMessage());
      case "context_length_exceeded" ->
          new ErrorKind.ContextTooLong(failed.getPromptTokens(), failed.getContextLength());
      case "overloaded" ->
          new ErrorKind.Overloaded(
              failed.getMessage(), Duration.ofMillis(failed.getRetryAfterMillis()));
      case "worker_unavailable" -> new ErrorKind.WorkerUnavailable(failed.getModel());
      default -> new ErrorKind.WorkerFailed(failed.getMessage());
    };
  }

  private static FinishReason reason(String name) {
    for (var reason : FinishReason.values()) {
      if (reason.wireName().equals(name.toLowerCase(Locale.ROOT))) {
        return reason;
      }
    }
    throw unreadable("an unknown finish reason");
  }

  private static SpillwayException unreadable(String what) {
    return new SpillwayException(new ErrorKind.WorkerFailed("the worker sent " + what));
  }
}
