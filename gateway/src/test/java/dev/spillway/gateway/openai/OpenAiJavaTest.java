package dev.spillway.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseIncludable;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.Embedding;
import dev.spillway.contracts.worker.Embeddings;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.gateway.GatewayTest;
import dev.spillway.gateway.StubbedGateway;
import dev.spillway.testkit.Script;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * OpenAI's own library for Java against the gateway. It reads leniently; {@code validate} says
 * whether what it was sent has every field that OpenAI's description requires.
 */
@QuarkusTest
@TestProfile(StubbedGateway.class)
class OpenAiJavaTest extends GatewayTest {
  private OpenAIClient client = OpenAIOkHttpClient.builder().apiKey("none").build();

  @BeforeEach
  void open() {
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(base.resolve("/v1").toString())
            .apiKey("none")
            .maxRetries(0)
            .build();
  }

  @AfterEach
  void close() {
    client.close();
  }

  private static Script calling() {
    return Script.started(10, 4)
        .token("Let me see.", 0.9)
        .call(0, "call_1", "add", "")
        .call(0, "", "", "{\"a\":")
        .call(0, "", "", "1}")
        .finish(FinishReason.TOOL_CALLS, "");
  }

  private static ChatCompletionCreateParams.Builder chat() {
    return ChatCompletionCreateParams.builder().model("demo-small").addUserMessage("Hi");
  }

  private static ChatCompletionCreateParams.Builder chatWithTool() {
    return chat()
        .addFunctionTool(
            FunctionDefinition.builder()
                .name("add")
                .parameters(
                    FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .build())
                .build());
  }

  private static ResponseCreateParams.Builder response() {
    return ResponseCreateParams.builder().model("demo-small").input("Hi");
  }

  private static ResponseCreateParams.Builder responseWithTool() {
    return response()
        .addTool(
            FunctionTool.builder()
                .name("add")
                .strict(false)
                .parameters(
                    FunctionTool.Parameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .build())
                .build());
  }

  private ChatCompletion streamed(ChatCompletionCreateParams params) {
    var whole = ChatCompletionAccumulator.create();
    try (var chunks = client.chat().completions().createStreaming(params)) {
      chunks.stream().forEach(chunk -> whole.accumulate(chunk.validate()));
    }
    return whole.chatCompletion().validate();
  }

  /** The events of a stream, each with all that is required. */
  private List<ResponseStreamEvent> events(ResponseCreateParams params) {
    try (var events = client.responses().createStreaming(params)) {
      return events.stream().map(ResponseStreamEvent::validate).toList();
    }
  }

  private static String text(Response response) {
    var text = new StringBuilder();
    for (var item : response.output()) {
      item.message()
          .ifPresent(
              message ->
                  message.content().forEach(part -> text.append(part.asOutputText().text())));
    }
    return text.toString();
  }

  @Test
  void a_chat_is_answered_plain_and_streamed() {
    small.says(Script.answer(1, "Par", "is"));
    var plain = client.chat().completions().create(chat().build()).validate();
    assertThat(plain.model()).isEqualTo("demo-small");
    assertThat(plain.choices().getFirst().message().content()).hasValue("Paris");
    assertThat(plain.usage().orElseThrow().totalTokens()).isEqualTo(12);
    small.says(Script.answer(1, "Par", "is"));
    var streamed = streamed(chat().build());
    assertThat(streamed.choices().getFirst().message().content()).hasValue("Paris");
    assertThat(streamed.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
  }

  @Test
  void a_chat_calls_tools_plain_and_streamed() throws Exception {
    small.says(calling());
    var plain = client.chat().completions().create(chatWithTool().build()).validate();
    var call = plain.choices().getFirst().message().toolCalls().orElseThrow().getFirst();
    assertThat(call.asFunction().function().arguments()).isEqualTo("{\"a\":1}");
    assertThat(small.nextCall().request().demands().tools())
        .containsExactly(new Tool("add", "", "{\"type\":\"object\"}", false));
    small.says(calling());
    var streamed = streamed(chatWithTool().build());
    assertThat(streamed.choices().getFirst().message().toolCalls().orElseThrow().getFirst())
        .isEqualTo(call);
  }

  @Test
  void a_response_is_complete_in_every_field() {
    small.says(Script.started(12, 8).token("Par", 1).token("is", 1).finish());
    var response =
        client
            .responses()
            .create(
                response()
                    .instructions("Be brief.")
                    .addInclude(ResponseIncludable.MESSAGE_OUTPUT_TEXT_LOGPROBS)
                    .build())
            .validate();
    assertThat(response.status()).hasValue(ResponseStatus.COMPLETED);
    assertThat(text(response)).isEqualTo("Paris");
    assertThat(response.usage().orElseThrow().inputTokensDetails().cachedTokens()).isEqualTo(8);
    var said = response.output().getFirst().asMessage().content().getFirst().asOutputText();
    assertThat(said.logprobs().orElseThrow()).hasSize(2);
  }

  @Test
  void the_events_of_a_stream_add_up_to_its_last_response() {
    small.says(calling());
    var whole = ResponseAccumulator.createWithSnapshots();
    events(responseWithTool().build()).forEach(whole::accumulate);
    var response = whole.response().validate();
    assertThat(response.status()).hasValue(ResponseStatus.COMPLETED);
    assertThat(response.output()).hasSize(2);
    assertThat(text(response)).isEqualTo("Let me see.");
    assertThat(response.output().get(1).asFunctionCall().arguments()).isEqualTo("{\"a\":1}");
    assertThat(whole.reconstructedResponse().output()).isEqualTo(response.output());
  }

  /** As the library's own examples go on after a call. */
  @Test
  void what_a_response_said_is_the_input_of_the_next() throws Exception {
    small.says(calling());
    var first = client.responses().create(responseWithTool().build()).validate();
    var call = small.nextCall();
    var input = new ArrayList<ResponseInputItem>();
    for (var item : first.output()) {
      item.message().map(ResponseInputItem::ofResponseOutputMessage).ifPresent(input::add);
      item.functionCall().map(ResponseInputItem::ofFunctionCall).ifPresent(input::add);
    }
    input.add(
        ResponseInputItem.ofFunctionCallOutput(
            ResponseInputItem.FunctionCallOutput.builder().callId("call_1").output("2").build()));
    small.says(Script.answer(1, "2"));
    var next = client.responses().create(responseWithTool().inputOfResponse(input).build());
    assertThat(text(next.validate())).isEqualTo("2");
    assertThat(call.request().messages()).containsExactly(new ChatMessage(Role.USER, "Hi"));
    assertThat(small.nextCall().request().messages())
        .containsExactly(
            new ChatMessage(
                Role.ASSISTANT,
                List.of(new Part.Text("Let me see.")),
                List.of(new ToolCall("call_1", "add", "{\"a\":1}")),
                Optional.empty()),
            new ChatMessage(
                Role.TOOL, List.of(new Part.Text("2")), List.of(), Optional.of("call_1")));
  }

  @Test
  void a_response_that_breaks_off_has_failed() {
    small.says(Script.started(10, 0).token("half", 1).fail(new ErrorKind.WorkerFailed("broke")));
    var failed = events(response().build()).getLast().failed().orElseThrow().response();
    assertThat(failed.status()).hasValue(ResponseStatus.FAILED);
    assertThat(failed.error().orElseThrow().message()).isEqualTo("broke");
    assertThat(text(failed)).isEqualTo("half");
  }

  @Test
  void texts_become_vectors() {
    var vector = new float[384];
    vector[0] = 0.5f;
    for (var worker : List.of(small, large)) {
      worker.embeds(
          texts ->
              CompletableFuture.completedFuture(
                  new Embeddings(
                      "m", texts.stream().map(text -> new Embedding(vector, 3)).toList())));
    }
    var reply =
        client
            .embeddings()
            .create(
                EmbeddingCreateParams.builder()
                    .model("minilm")
                    .inputOfArrayOfStrings(List.of("a", "b"))
                    .build())
            .validate();
    assertThat(reply.data()).hasSize(2);
    assertThat(reply.data().get(1).embedding()).hasSize(384).startsWith(0.5f);
  }

  @Test
  void the_models_are_listed() {
    var models = client.models().list();
    models.data().forEach(Model::validate);
    assertThat(models.data())
        .extracting(Model::id)
        .contains("auto", "demo-small", "demo-large", "minilm");
  }

  @Test
  void errors_are_typed_and_name_the_field() {
    var unknown =
        catchThrowableOfType(
            NotFoundException.class,
            () -> client.responses().create(response().model("nobody").build()));
    assertThat(unknown.code()).hasValue("model_not_found");
    assertThat(unknown.param()).hasValue("model");
    var refused =
        catchThrowableOfType(
            BadRequestException.class,
            () -> client.responses().create(response().previousResponseId("resp_1").build()));
    assertThat(refused.code()).hasValue("unsupported_parameter");
    assertThat(refused.param()).hasValue("previous_response_id");
    assertThat(refused.type()).hasValue("invalid_request_error");
    var wrong =
        catchThrowableOfType(
            BadRequestException.class,
            () -> client.chat().completions().create(chat().temperature(9.0).build()));
    assertThat(wrong.param()).hasValue("temperature");
  }
}
