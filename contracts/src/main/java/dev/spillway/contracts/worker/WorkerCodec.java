package dev.spillway.contracts.worker;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.proto.DescribeReply;
import dev.spillway.contracts.proto.EmbedReply;
import dev.spillway.contracts.proto.Failed;
import dev.spillway.contracts.proto.Message;
import dev.spillway.contracts.proto.Model;
import dev.spillway.contracts.proto.Started;
import java.time.Duration;
import java.util.Locale;
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
            .addAllStop(sampling.stop());
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
    for (var message : request.messages()) {
      out.addMessages(
          Message.newBuilder().setRole(message.role().wireName()).setContent(message.content()));
    }
    return out.build();
  }

  public static GenerateRequest read(dev.spillway.contracts.proto.GenerateRequest wire) {
    var sampling = wire.getSampling();
    return new GenerateRequest(
        wire.getRequestId(),
        wire.getModel(),
        wire.getMessagesList().stream()
            .map(message -> new ChatMessage(role(message.getRole()), message.getContent()))
            .toList(),
        new Sampling(
            sampling.getTemperature(),
            sampling.getTopP(),
            sampling.hasSeed() ? OptionalLong.of(sampling.getSeed()) : OptionalLong.empty(),
            sampling.getStopList(),
            sampling.hasMaxTokens()
                ? OptionalInt.of(sampling.getMaxTokens())
                : OptionalInt.empty()),
        wire.hasPredictedTokens() ? OptionalInt.of(wire.getPredictedTokens()) : OptionalInt.empty(),
        wire.getAnsweredList(),
        wire.getAnsweredBy(),
        wire.getNamespace(),
        shared(wire));
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
                  .setPromptTokens(started.promptTokens())
                  .setCachedTokens(started.cachedTokens())
                  .setAnsweredTokens(started.answeredTokens()));
      case GenerateEvent.Token token ->
          out.setToken(
              dev.spillway.contracts.proto.Token.newBuilder()
                  .setId(token.id())
                  .setLogprob(token.logprob())
                  .setText(token.text()));
      case GenerateEvent.Finished finished ->
          out.setFinished(
              dev.spillway.contracts.proto.Finished.newBuilder()
                  .setReason(finished.reason().wireName())
                  .setTail(finished.tail())
                  .setPromptTokens(finished.usage().promptTokens())
                  .setCachedTokens(finished.usage().cachedTokens())
                  .setCompletionTokens(finished.usage().completionTokens()));
    }
    return out.build();
  }

  /** The last event of a stream that failed. */
  public static dev.spillway.contracts.proto.GenerateEvent write(ErrorKind kind) {
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
    return dev.spillway.contracts.proto.GenerateEvent.newBuilder().setFailed(out).build();
  }

  /** The event, or the failure that it carries as a thrown {@link SpillwayException}. */
  public static GenerateEvent read(dev.spillway.contracts.proto.GenerateEvent wire) {
    return switch (wire.getEventCase()) {
      case STARTED ->
          new GenerateEvent.Started(
              wire.getStarted().getPromptTokens(),
              wire.getStarted().getCachedTokens(),
              wire.getStarted().getAnsweredTokens());
      case TOKEN ->
          new GenerateEvent.Token(
              wire.getToken().getId(), wire.getToken().getLogprob(), wire.getToken().getText());
      case FINISHED -> {
        var finished = wire.getFinished();
        yield new GenerateEvent.Finished(
            reason(finished.getReason()),
            finished.getTail(),
            new Usage(
                finished.getPromptTokens(),
                finished.getCachedTokens(),
                finished.getCompletionTokens()));
      }
      case FAILED -> throw new SpillwayException(kind(wire.getFailed()));
      case EVENT_NOT_SET -> throw unreadable("an event without content");
    };
  }

  public static DescribeReply write(WorkerInfo info) {
    var out = DescribeReply.newBuilder().setWorkerId(info.workerId());
    for (var model : info.models()) {
      out.addModels(
          Model.newBuilder()
              .setId(model.id())
              .setContextLength(model.contextLength())
              .setFingerprint(model.fingerprint()));
    }
    return out.build();
  }

  public static WorkerInfo read(DescribeReply wire) {
    return new WorkerInfo(
        wire.getWorkerId(),
        wire.getModelsList().stream()
            .map(
                model ->
                    new ModelInfo(model.getId(), model.getContextLength(), model.getFingerprint()))
            .toList());
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
      case "context_length_exceeded" ->
          new ErrorKind.ContextTooLong(failed.getPromptTokens(), failed.getContextLength());
      case "overloaded" ->
          new ErrorKind.Overloaded(
              failed.getMessage(), Duration.ofMillis(failed.getRetryAfterMillis()));
      case "worker_unavailable" -> new ErrorKind.WorkerUnavailable(failed.getModel());
      default -> new ErrorKind.WorkerFailed(failed.getMessage());
    };
  }

  private static Role role(String name) {
    return Role.ofWireName(name)
        .orElseThrow(
            () ->
                new SpillwayException(
                    new ErrorKind.InvalidValue(
                        "messages", "a message has the unknown role '%s'".formatted(name))));
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
