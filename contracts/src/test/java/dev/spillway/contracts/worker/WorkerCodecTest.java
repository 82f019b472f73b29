package dev.spillway.contracts.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.chat.Wishes;
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
  void a_worker_reads_in_words_that_a_tool_failed() {
    var failed =
        new ChatMessage(
            Role.TOOL, List.of(new Part.Text("No.")), List.of(), Optional.of("c1"), true);
    var request = new GenerateRequest("r", "m", List.of(failed), Sampling.GREEDY);
    assertThat(WorkerCodec.read(WorkerCodec.write(request)).messages())
        .containsExactly(failed.inWords());
  }

  @Test
  void a_worker_that_knows_nothing_of_answered_tokens_says_that_it_begins() throws Exception {
    // Field 1 of the event, a message with its field 1: what an older worker sends.
    var wire = dev.spillway.contracts.proto.GenerateEvent.parseFrom(new byte[] {0x0A, 2, 0x08, 5});
    assertThat(WorkerCodec.read(wire))
        .isEqualTo(new GenerateEvent.Started(new Usage(5, 0, 0), 0, false));
  }

  @Test
  void words_alone_are_where_workers_have_always_read_them() {
    var request =
        new GenerateRequest(
            "",
            "",
            List.of(new ChatMessage(Role.USER, "hi")),
            new Sampling(0, 0, OptionalLong.empty(), List.of(), OptionalInt.empty()));
    assertThat(WorkerCodec.write(request).toByteArray())
        .as("as field 3 a message with strings as its fields 1 and 2, then an empty sampling")
        .containsExactly(0x1A, 10, 0x0A, 4, 'u', 's', 'e', 'r', 0x12, 2, 'h', 'i', 0x22, 0);
  }

  @Test
  void what_older_workers_do_not_know_is_demanding() {
    var plain =
        new GenerateRequest("", "", List.of(new ChatMessage(Role.USER, "hi")), Sampling.GREEDY);
    assertThat(plain.isDemanding()).isFalse();
    assertThat(plain.wanting(passing("user")).isDemanding()).as("a hint").isFalse();
    assertThat(plain.wanting(passing("top_k")).isDemanding()).isTrue();
    var raw =
        new Demands(
            List.of(), ToolChoice.AUTO, true, ResponseFormat.TEXT, Map.of(), true, Wishes.NONE);
    assertThat(plain.wanting(raw).isDemanding()).isTrue();
    assertThat(WorkerCodec.read(WorkerCodec.write(plain.wanting(raw))))
        .isEqualTo(plain.wanting(raw));
    assertThat(
            new GenerateRequest("", "", List.of(new ChatMessage(Role.TOOL, "42")), Sampling.GREEDY)
                .isDemanding())
        .isTrue();
  }

  private static Demands passing(String field) {
    return new Demands(
        List.of(), ToolChoice.AUTO, true, ResponseFormat.TEXT, Map.of(field, "\"x\""));
  }

  @Property(seed = "1")
  void an_event_reads_as_it_was_written(@ForAll("events") GenerateEvent event) {
    assertThat(WorkerCodec.read(WorkerCodec.write(event))).isEqualTo(event);
  }

  @Test
  void a_description_reads_as_it_was_written() {
    var models = List.of(new ModelInfo("demo-small", 1024, "ab12"), new ModelInfo("m", 8, "c"));
    var info =
        new WorkerInfo(
            "w-1", models, Map.of("demo-small", new ModelLoad(16, 3, 2, 1L << 40, 1L << 50)));
    assertThat(WorkerCodec.read(WorkerCodec.write(info))).isEqualTo(info);
    assertThat(info.load("m")).isEqualTo(ModelLoad.UNKNOWN);
  }

  static List<ErrorKind> kindsThatCrossTheWire() {
    return List.of(
        new ErrorKind.InvalidValue("stop", "stop has an empty string"),
        ErrorKind.Unsupported.of("tools", "demo-small", "use tools"),
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
  void a_count_reads_as_it_was_written_and_so_does_why_there_is_none() {
    assertThat(WorkerCodec.read(WorkerCodec.writeCount(0))).isZero();
    assertThat(WorkerCodec.read(WorkerCodec.writeCount(17))).isEqualTo(17);
    var cannot = ErrorKind.Unsupported.of("tools", "demo-small", "use tools");
    assertThatThrownBy(() -> WorkerCodec.read(WorkerCodec.writeUncounted(cannot)))
        .isInstanceOfSatisfying(
            SpillwayException.class, thrown -> assertThat(thrown.kind()).isEqualTo(cannot));
    var empty = dev.spillway.contracts.proto.CountReply.getDefaultInstance();
    assertThatThrownBy(() -> WorkerCodec.read(empty)).isInstanceOf(SpillwayException.class);
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
        Combinators.combine(
                Arbitraries.of(Role.class), parts(), calls(), Arbitraries.strings().optional())
            .as(ChatMessage::new);
    var sampling =
        Combinators.combine(
                Arbitraries.floats().between(0f, 2f),
                Arbitraries.floats().between(0.01f, 1f),
                Arbitraries.longs().optional(),
                Arbitraries.strings().ofMinLength(1).ofMaxLength(5).list().ofMaxSize(4),
                Arbitraries.integers().between(1, 100_000).optional(),
                Arbitraries.floats().between(-2f, 2f),
                Arbitraries.integers().between(0, 20))
            .as(
                (temperature, topP, seed, stop, maxTokens, penalty, top) ->
                    new Sampling(
                        temperature,
                        topP,
                        seed.map(OptionalLong::of).orElse(OptionalLong.empty()),
                        stop,
                        maxTokens.map(OptionalInt::of).orElse(OptionalInt.empty()),
                        penalty,
                        -penalty,
                        top));
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
                        .optional(),
                    demands())
                .as(Owned::new))
        .as(
            (id, model, messages, how, predicted, answered, answeredBy, owned) ->
                new GenerateRequest(
                    id,
                    model,
                    messages,
                    how,
                    predicted.map(OptionalInt::of).orElse(OptionalInt.empty()),
                    answered,
                    answeredBy,
                    owned.namespace(),
                    owned.shared(),
                    owned.demands(),
                    Map.of(),
                    Optional.empty()));
  }

  /** The last three of a request: more than eight cannot be combined. */
  record Owned(String namespace, Optional<SharedPrefix> shared, Demands demands) {}

  private static Arbitrary<List<Part>> parts() {
    var text = Arbitraries.strings().ofMaxLength(40);
    Arbitrary<Part> words = text.map(Part.Text::new);
    Arbitrary<Part> image = Combinators.combine(text, text).as(Part.Image::new);
    Arbitrary<Part> document = Combinators.combine(text, text, text).as(Part.Document::new);
    Arbitrary<Part> sound = Combinators.combine(text, text).as(Part.Sound::new);
    return Arbitraries.oneOf(words, image, document, sound).list().ofMaxSize(3);
  }

  private static Arbitrary<List<ToolCall>> calls() {
    var text = Arbitraries.strings().ofMaxLength(10);
    return Combinators.combine(text, text, text).as(ToolCall::new).list().ofMaxSize(2);
  }

  private static Arbitrary<Demands> demands() {
    var text = Arbitraries.strings().ofMaxLength(10);
    var flag = Arbitraries.of(true, false);
    return Combinators.combine(
            Combinators.combine(text, text, text, flag).as(Tool::new).list().ofMaxSize(2),
            Arbitraries.of(
                ToolChoice.AUTO, ToolChoice.NONE, ToolChoice.REQUIRED, new ToolChoice.Named("f")),
            flag,
            Arbitraries.oneOf(
                Arbitraries.of(ResponseFormat.TEXT, ResponseFormat.JSON_OBJECT),
                Combinators.combine(text, text, text, flag).as(ResponseFormat.JsonSchema::new)),
            Arbitraries.maps(text, text).ofMaxSize(2))
        .as(Demands::new);
  }

  @Provide
  Arbitrary<GenerateEvent> events() {
    var count = Arbitraries.integers().between(0, 1 << 20);
    var text = Arbitraries.strings().ofMaxLength(8);
    Arbitrary<GenerateEvent> started =
        Combinators.combine(
                Combinators.combine(count, count, count, count)
                    .as((all, cached, kept, hour) -> new Usage(all, cached, kept, hour, 0, 0)),
                count,
                Arbitraries.of(true, false))
            .as(GenerateEvent.Started::new);
    Arbitrary<GenerateEvent> token =
        Combinators.combine(
                Arbitraries.integers().between(GenerateEvent.Token.NO_ID, 1 << 20),
                Arbitraries.oneOf(
                    Arbitraries.floats().lessOrEqual(0f), Arbitraries.just(Float.NaN)),
                text,
                Combinators.combine(count, Arbitraries.floats().lessOrEqual(0f), text)
                    .as(Alternative::new)
                    .list()
                    .ofMaxSize(3))
            .as(GenerateEvent.Token::new);
    Arbitrary<GenerateEvent> call =
        Combinators.combine(count, text, text, text).as(GenerateEvent.Call::new);
    Arbitrary<GenerateEvent> finished =
        Combinators.combine(
                Arbitraries.of(FinishReason.class),
                Arbitraries.strings().ofMaxLength(8),
                Combinators.combine(count, count, count, count, count, count).as(Usage::new),
                text.optional())
            .as(GenerateEvent.Finished::new);
    var words = Arbitraries.strings().ofMinLength(1);
    Arbitrary<GenerateEvent> thought =
        Arbitraries.oneOf(
            words.map(GenerateEvent.Thought.Told::new),
            words.map(GenerateEvent.Thought.Signed::new),
            words.map(GenerateEvent.Thought.Hidden::new));
    return Arbitraries.oneOf(started, token, call, thought, finished);
  }
}
