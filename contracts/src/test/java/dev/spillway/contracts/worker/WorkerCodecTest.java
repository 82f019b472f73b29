package dev.spillway.contracts.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Positive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkerCodecTest {

  @Property(seed = "1")
  void a_request_reads_as_it_was_written(@ForAll("requests") GenerateRequest request) {
    assertThat(WorkerCodec.read(WorkerCodec.write(request))).isEqualTo(request);
  }

  @Property(seed = "1")
  void embeddings_read_as_they_were_written(
      @ForAll @FloatRange(min = -1e30f, max = 1e30f) float number, @ForAll @Positive int tokens) {
    var embeddings = new Embeddings("m", List.of(new Embedding(new float[] {number, 1}, tokens)));
    assertThat(WorkerCodec.read(WorkerCodec.write(embeddings))).isEqualTo(embeddings);
  }

  @Test
  void a_vector_that_is_none_is_a_failure_of_the_worker() {
    for (var number : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertUnreadable(
          dev.spillway.contracts.proto.Embedding.newBuilder().addVector(number).build());
    }
    assertUnreadable(dev.spillway.contracts.proto.Embedding.getDefaultInstance());
  }

  private static void assertUnreadable(dev.spillway.contracts.proto.Embedding wire) {
    var reply = dev.spillway.contracts.proto.EmbedReply.newBuilder().addEmbeddings(wire).build();
    assertThatThrownBy(() -> WorkerCodec.read(reply))
        .isInstanceOfSatisfying(
            SpillwayException.class,
            failure -> assertThat(failure.kind()).isInstanceOf(ErrorKind.WorkerFailed.class));
  }

  @Test
  void a_request_of_a_gateway_that_predicts_nothing_has_no_predicted_length() throws Exception {
    // Field 1, a string: what an older gateway sends.
    var wire =
        dev.spillway.contracts.proto.GenerateRequest.parseFrom(new byte[] {0x0A, 1, (byte) 'r'});
    assertThat(WorkerCodec.read(wire).predictedTokens()).isEmpty();
  }

  @Test
  void a_predicted_length_is_field_five_on_the_wire() {
    var request =
        new GenerateRequest(
            "",
            "",
            List.of(),
            new Sampling(0, 0, OptionalLong.empty(), List.of(), OptionalInt.empty()),
            OptionalInt.of(3));
    assertThat(WorkerCodec.write(request).toByteArray())
        .as("an empty sampling as field 4, then a number as field 5")
        .containsExactly(0x22, 0, 0x28, 3);
  }

  @Test
  void
      tokens_that_were_answered_elsewhere_are_field_six_on_the_wire_and_their_model_is_field_eight() {
    var request =
        new GenerateRequest(
                "",
                "",
                List.of(),
                new Sampling(0, 0, OptionalLong.empty(), List.of(), OptionalInt.empty()))
            .goingOnAfter(List.of(7, 300), "ab");
    assertThat(WorkerCodec.write(request).toByteArray())
        .as("an empty sampling as field 4, then two packed numbers as field 6, a string as 8")
        .containsExactly(0x22, 0, 0x32, 3, 7, 0xAC, 2, 0x42, 2, 'a', 'b');
  }

  @Test
  void a_namespace_is_field_seven_on_the_wire() {
    var request =
        new GenerateRequest(
                "",
                "",
                List.of(),
                new Sampling(0, 0, OptionalLong.empty(), List.of(), OptionalInt.empty()))
            .of("n", Optional.empty());
    assertThat(WorkerCodec.write(request).toByteArray())
        .as("an empty sampling as field 4, then a string as field 7")
        .containsExactly(0x22, 0, 0x3A, 1, 'n');
  }

  @Test
  void a_shared_prefix_is_field_nine_on_the_wire_and_one_that_cannot_be_is_none() throws Exception {
    var request =
        new GenerateRequest(
                "",
                "",
                List.of(),
                new Sampling(0, 0, OptionalLong.empty(), List.of(), OptionalInt.empty()))
            .of("n", Optional.of(new SharedPrefix("s", 2)));
    byte[] wire = {0x22, 0, 0x3A, 1, 'n', 0x4A, 5, 0x0A, 1, 's', 0x10, 2};
    assertThat(WorkerCodec.write(request).toByteArray())
        .as("fields 4 and 7, then as field 9 a string as its field 1 and a number as 2")
        .containsExactly(wire);
    wire[wire.length - 1] = 0;
    assertThat(WorkerCodec.read(dev.spillway.contracts.proto.GenerateRequest.parseFrom(wire)))
        .isEqualTo(request.of("n", Optional.empty()));
  }

  @Test
  void a_worker_that_knows_nothing_of_answered_tokens_says_that_it_begins() throws Exception {
    // Field 1 of the event, a message with its field 1: what an older worker sends.
    var wire = dev.spillway.contracts.proto.GenerateEvent.parseFrom(new byte[] {0x0A, 2, 0x08, 5});
    assertThat(WorkerCodec.read(wire)).isEqualTo(new GenerateEvent.Started(5, 0, 0));
  }

  @Property(seed = "1")
  void an_event_reads_as_it_was_written(@ForAll("events") GenerateEvent event) {
    assertThat(WorkerCodec.read(WorkerCodec.write(event))).isEqualTo(event);
  }

  @Test
  void a_description_reads_as_it_was_written() {
    var info = new WorkerInfo("w-1", List.of(new ModelInfo("demo-small", 1024, "ab12")));
    assertThat(WorkerCodec.read(WorkerCodec.write(info))).isEqualTo(info);
  }

  static List<ErrorKind> kindsThatCrossTheWire() {
    return List.of(
        new ErrorKind.InvalidValue("stop", "stop has an empty string"),
        new ErrorKind.ContextTooLong(1500, 1024),
        new ErrorKind.Overloaded("the queue is full", Duration.ofSeconds(3)),
        new ErrorKind.WorkerUnavailable("demo-small"),
        new ErrorKind.WorkerFailed("the model file went away"));
  }

  @ParameterizedTest
  @MethodSource("kindsThatCrossTheWire")
  void a_failure_keeps_its_kind_across_the_wire(ErrorKind kind) {
    assertThatThrownBy(() -> WorkerCodec.read(WorkerCodec.write(kind)))
        .isInstanceOfSatisfying(
            SpillwayException.class, thrown -> assertThat(thrown.kind()).isEqualTo(kind));
  }

  @Test
  void a_defect_of_the_worker_is_a_failed_worker_to_the_gateway() {
    assertThatThrownBy(() -> WorkerCodec.read(WorkerCodec.write(new ErrorKind.Internal("oops"))))
        .isInstanceOfSatisfying(
            SpillwayException.class,
            thrown -> assertThat(thrown.kind()).isEqualTo(new ErrorKind.WorkerFailed("oops")));
  }

  @Test
  void an_event_without_content_is_a_failed_worker() {
    var empty = dev.spillway.contracts.proto.GenerateEvent.getDefaultInstance();
    assertThatThrownBy(() -> WorkerCodec.read(empty))
        .isInstanceOfSatisfying(
            SpillwayException.class,
            thrown -> assertThat(thrown.kind()).isInstanceOf(ErrorKind.WorkerFailed.class));
  }

  @Provide
  Arbitrary<GenerateRequest> requests() {
    var message =
        Combinators.combine(Arbitraries.of(Role.class), Arbitraries.strings().ofMaxLength(40))
            .as(ChatMessage::new);
    var sampling =
        Combinators.combine(
                Arbitraries.floats().between(0f, 2f),
                Arbitraries.floats().between(0.01f, 1f),
                Arbitraries.longs().optional(),
                Arbitraries.strings().ofMinLength(1).ofMaxLength(5).list().ofMaxSize(4),
                Arbitraries.integers().between(1, 100_000).optional())
            .as(
                (temperature, topP, seed, stop, maxTokens) ->
                    new Sampling(
                        temperature,
                        topP,
                        seed.map(OptionalLong::of).orElse(OptionalLong.empty()),
                        stop,
                        maxTokens.map(OptionalInt::of).orElse(OptionalInt.empty())));
    return Combinators.combine(
            Arbitraries.strings().alpha().ofMaxLength(12),
            Arbitraries.strings().alpha().ofMaxLength(12),
            message.list().ofMinSize(1).ofMaxSize(5),
            sampling,
            Arbitraries.integers().between(1, 100_000).optional(),
            Arbitraries.integers().between(0, 1 << 20).list().ofMaxSize(20),
            Arbitraries.strings().alpha().ofMaxLength(64),
            Combinators.combine(
                    Arbitraries.strings().alpha().ofMaxLength(12),
                    Combinators.combine(
                            Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(12),
                            Arbitraries.integers().between(1, 5))
                        .as(SharedPrefix::new)
                        .optional())
                .as(Map::entry))
        .as(
            (id, model, messages, how, predicted, answered, answeredBy, owners) ->
                new GenerateRequest(
                    id,
                    model,
                    messages,
                    how,
                    predicted.map(OptionalInt::of).orElse(OptionalInt.empty()),
                    answered,
                    answeredBy,
                    owners.getKey(),
                    owners.getValue()));
  }

  @Provide
  Arbitrary<GenerateEvent> events() {
    var count = Arbitraries.integers().between(0, 1 << 20);
    Arbitrary<GenerateEvent> started =
        Combinators.combine(count, count, count).as(GenerateEvent.Started::new);
    Arbitrary<GenerateEvent> token =
        Combinators.combine(
                count, Arbitraries.floats().lessOrEqual(0f), Arbitraries.strings().ofMaxLength(8))
            .as(GenerateEvent.Token::new);
    Arbitrary<GenerateEvent> finished =
        Combinators.combine(
                Arbitraries.of(FinishReason.class),
                Arbitraries.strings().ofMaxLength(8),
                Combinators.combine(count, count, count).as(Usage::new))
            .as(GenerateEvent.Finished::new);
    return Arbitraries.oneOf(started, token, finished);
  }
}
